"""What a period came to for waste and air, against today's practice, a tuned schedule and the town's goals."""
