"""What several tests share: builders of data, a movable clock, databases, the sandbox's client."""
