"""Backups of everything that an installation keeps: incremental, sealed with a key if one is named, in a folder or at S3."""
