"""What a row of numbers says."""


def summary(numbers: list[float]) -> str:
    return f"mean {sum(numbers) / len(numbers):.1f}, most {max(numbers)}"
