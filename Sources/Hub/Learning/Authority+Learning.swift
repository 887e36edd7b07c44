import Decisions
import Learning

/// What the hub has learned.
public struct ModelsReading: Sendable {
  /// What is known.
  public var models: LearnedModels
  /// What became of the entries that were read.
  public var counts: LearningCounts
  /// How many entries of the log are still to be read.
  public var entriesBehind: Int64
  /// The version that decisions read; nothing while they read the charter's own propensities.
  public var publishedVersion: String?
}

extension Authority {
  /// What has been learned so far.
  public func modelsReading() async throws(HubError) -> ModelsReading {
    let reading = await learning.reading
    let last = try await self.reading { () async throws(StoreError) in try await store.last.position }
    return ModelsReading(
      models: reading.models, counts: reading.counts,
      entriesBehind: max(0, last.rawValue - reading.head.rawValue), publishedVersion: reading.published)
  }

  /// Reads on in the log and learns, where a charter in force learns anything.
  /// - Parameter entriesMax: the most entries to read.
  /// - Returns: whether nothing is left to read.
  public func learn(entriesMax: Int) async throws(HubError) -> Bool {
    guard let regime = regimes.current, regime.all.contains(where: { $0.ready.learns }) else { return true }
    let end = committer.durable
    let isDone = try await learning.run(self, upTo: end, entriesMax: entriesMax)
    let reading = await learning.reading
    measures.set(
      learned: reading.counts, entriesBehind: max(0, end.rawValue - reading.head.rawValue),
      regret: reading.models.abstention.regret)
    return isDone
  }

  /// Lets decisions read what has been learned; when this returns, none reads less. Does nothing where nothing was learned
  /// since.
  /// - Returns: the version that decisions read from now on; nothing where it is the one before.
  @discardableResult
  public func publishModels() async throws(HubError) -> String? {
    guard let models = await learning.publication() else { return nil }
    try await governor.publish(models)
    await learning.note(models)
    return models.version
  }

  /// Keeps what has been learned, so that a start goes on from there.
  public func keepModels() async throws(HubError) {
    let now = clock.nowMilliseconds
    try await reading { () async throws(StoreError) in try await learning.keep(atMilliseconds: now) }
  }

  /// The models of a version that a decision noted, under the charter that it was made with.
  /// - Throws: `models.changed`.
  func models(_ version: String, _ ready: ReadyCharter) async throws(HubError) -> Models {
    guard let mark = PublishedModels.mark(in: version) else { return ready.models }
    return ready.models(try await learning.models(mark.version, at: mark.position, self))
  }
}
