"""Makes the synthetic sample of HomeMatch: people, needs, places, and the truth about who fits what."""
