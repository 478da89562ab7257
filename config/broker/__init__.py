"""The broker as the settings name it: its account, and the one that Bysans starts itself."""
