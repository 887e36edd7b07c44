import Charters
import Decisions
import Learning

/// What was learned from the log up to a position, as decisions read it.
struct PublishedModels: Sendable {
  let models: LearnedModels
  /// `learned@`, the position, and a digest of what is known: what contexts of decisions note.
  let version: String
  /// ``LearningCounts/lessons``: of two publications of one process, the later has more.
  let lessons: Int

  /// What a state knows.
  /// - Parameter position: up to where the log was read; nothing: to the last entry.
  init(_ state: LearningState, at position: Position? = nil) {
    models = state.models
    lessons = state.counts.lessons
    let position = position ?? state.head
    version = "learned@\(position.rawValue)-\(LearningState.digest(of: models.encode()))"
  }

  /// The position in the version that a decision notes, and the version; nothing where nothing learned is part of it.
  static func mark(in modelVersion: String) -> (position: Position, version: String)? {
    guard let start = modelVersion.range(of: "learned@") else { return nil }
    let version = modelVersion[start.lowerBound...].prefix { $0 != "+" }
    let digits = version.dropFirst("learned@".count).prefix { $0 != "-" }
    return Int64(digits).map { (Position(rawValue: $0), String(version)) }
  }
}

extension ReadyCharter {
  /// What decisions under this charter read when so much was learned.
  func models(_ published: PublishedModels?) -> Models {
    guard learns, let published else { return models }
    return Models(plan, published.models, space: features, version: published.version)
  }
}

extension FeatureSpace {
  /// The features of a charter, by the names of its attributes.
  public init(_ loaded: LoadedCharter) { self.init(names: loaded.world.attributes.map(\.name), loaded.charter) }
}
