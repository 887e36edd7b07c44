/// What the hub takes at most, and how long it waits. Everything has a limit; these are its names.
public struct HubLimits: Sendable {
  /// Customers kept in memory; the others are read from the store when they are asked for.
  public var residentCustomersMax = 200_000
  /// Calls that may wait for the disk at once; more are told to come again.
  public var waitingCommitsMax = 10_000
  /// Commits written with one sync of the disk.
  public var commitsPerGroupMax = 1_024
  /// Entries that are read again and again before a snapshot stands in for them.
  public var entriesPerSnapshotMax = 16
  /// How long keys are kept, in seconds; at least 72 hours.
  public var onceKeySeconds: Int64 = 96 * 3600
  /// How outcomes are attributed to decisions.
  public var learning = LearningTerms()

  /// The usual limits.
  public init() {}
}
