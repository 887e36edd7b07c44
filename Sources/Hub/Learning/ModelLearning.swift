import Decisions
import Learning
import Logging

/// What the hub has learned, and how far: one run after the other.
actor ModelLearning {
  private let store: any Store
  private let terms: LearningTerms
  private let logger: Logger
  private var state: LearningState
  private var published: PublishedModels?
  private var publishedLessons = 0
  private var keptPosition = Position.none
  private let turns = Turns()
  /// The last that was learned again, for replays that come one after the other.
  private var rebuilt: PublishedModels?

  init(store: any Store, terms: LearningTerms, logger: Logger) {
    self.store = store
    self.terms = terms
    self.logger = logger
    state = LearningState(terms)
  }

  /// Takes up what was kept; one that is damaged, or was learned on other terms, is left, and the one before it taken.
  func resume() async throws(StoreError) -> PublishedModels? {
    guard let kept = try await kept(upTo: Position(rawValue: .max)) else { return nil }
    state = kept
    keptPosition = kept.head
    publishedLessons = kept.counts.lessons
    published = kept.counts.lessons > 0 ? PublishedModels(kept) : nil
    return published
  }

  /// The newest state up to a position that can be read and was learned on these terms.
  private func kept(upTo position: Position) async throws(StoreError) -> LearningState? {
    var end = position
    while let kept = try await store.models(upTo: end) {
      do throws(BodyError) {
        return try LearningState(kept.state, terms)
      } catch {
        logger.warning("a learned state is left and learned anew", metadata: ["position": "\(kept.position.rawValue)"])
        end = Position(rawValue: kept.position.rawValue - 1)
      }
    }
    return nil
  }

  /// What is known, and how much of it decisions read.
  var reading: (models: LearnedModels, counts: LearningCounts, head: Position, published: String?) {
    (state.models, state.counts, state.head, published?.version)
  }

  /// Reads on in the log.
  /// - Returns: whether nothing is left to read.
  func run(_ authority: Authority, upTo end: Position, entriesMax: Int) async throws(HubError) -> Bool {
    await turns.take()
    defer { turns.pass() }
    var fold = LearningFold(state, authority)
    let isDone = try await fold.run(upTo: end, entriesMax: entriesMax)
    state = fold.state
    return isDone
  }

  /// Forgets what is remembered of an erased customer until their windows close.
  /// - Parameter decisions: those about them whose windows may be open.
  func forget(_ customer: CustomerNumber, _ decisions: [Position]) async {
    await turns.take()
    defer { turns.pass() }
    for decision in decisions {
      for choice in 0..<16 { state.open[LearningState.key(decision, choice)] = nil }
    }
    state.trials[customer.rawValue] = nil
  }

  /// What is to be published; nothing where nothing was learned since.
  func publication() -> PublishedModels? {
    state.counts.lessons > publishedLessons ? PublishedModels(state) : nil
  }

  /// Notes that decisions read these; what could not be published is not noted, and comes again.
  func note(_ models: PublishedModels) {
    guard models.lessons > publishedLessons else { return }
    publishedLessons = models.lessons
    published = models
  }

  /// Keeps what is known, and drops what need no longer be kept.
  func keep(atMilliseconds: Int64) async throws(StoreError) {
    guard state.head > keptPosition else { return }
    let kept = StoredModels(position: state.head, atMilliseconds: atMilliseconds, state: state.encoded)
    let marks = try await store.modelMarks.filter { $0.position != kept.position }
    let mark = StoredModelsMark(position: kept.position, atMilliseconds: atMilliseconds)
    try await store.keep(kept, dropping: StoredModelsMark.droppable(marks + [mark]))
    keptPosition = kept.position
  }

  /// The models of a version that a decision noted: those of now, or learned again from the log.
  /// - Throws: `models.changed` when the log no longer gives them, because somebody was erased since.
  func models(
    _ version: String, at position: Position, _ authority: Authority
  ) async throws(HubError) -> PublishedModels {
    for known in [published, rebuilt] { if let known, known.version == version { return known } }
    let start: LearningState
    do throws(StoreError) {
      start = try await kept(upTo: position) ?? LearningState(terms)
    } catch {
      throw HubError(error)
    }
    var fold = LearningFold(start, authority)
    _ = try await fold.run(upTo: position, entriesMax: .max)
    let models = PublishedModels(fold.state, at: position)
    guard models.version == version else {
      throw HubError(
        .conflict, "models.changed",
        "the log no longer gives the models of then: a customer who had taught them was erased, or the program has changed"
      )
    }
    rebuilt = models
    return models
  }
}
