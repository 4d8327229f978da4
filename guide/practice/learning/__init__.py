"""What a person has mastered, and what they practise next."""
