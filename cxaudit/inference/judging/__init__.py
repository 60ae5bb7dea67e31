"""What may be said of each cause: status, grade, rivals, and what people found on site."""
