import Decisions
import Times

/// What a timer is for; one customer has at most one of each.
public enum TimerKey: Hashable, Comparable, Sendable {
  /// The deadline of a trigger.
  case trigger(Symbol)
  /// The next moment that a journey waits for.
  case journey(Symbol)
  /// An occasion that is spread.
  case occasion(Symbol, ordinal: Int64)
  /// A signal that lies in the future, such as a planned contact.
  case signal
  /// Conditions that depend on time alone are looked at again.
  case review

  /// An order without meaning, the same everywhere.
  public static func < (a: TimerKey, b: TimerKey) -> Bool { a.order < b.order }

  /// The key as a text, for whoever keeps timers; ``init(text:)`` reads it.
  public var text: String {
    switch self {
    case .trigger(let name): "trigger \(name.rawValue)"
    case .journey(let name): "journey \(name.rawValue)"
    case .occasion(let name, let ordinal): "occasion \(name.rawValue) \(ordinal)"
    case .signal: "signal"
    case .review: "review"
    }
  }

  /// The key of a text that ``text`` gave; nothing for any other.
  public init?(text: String) {
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    let symbol = words.count > 1 ? UInt32(words[1]).map { Symbol(rawValue: $0) } : nil
    switch (words[0], words.count, symbol) {
    case ("trigger", 2, let symbol?): self = .trigger(symbol)
    case ("journey", 2, let symbol?): self = .journey(symbol)
    case ("occasion", 3, let symbol?):
      guard let ordinal = Int64(words[2]) else { return nil }
      self = .occasion(symbol, ordinal: ordinal)
    case ("signal", 1, nil): self = .signal
    case ("review", 1, nil): self = .review
    default: return nil
    }
  }

  private var order: (Int, UInt32, Int64) {
    switch self {
    case .trigger(let name): (0, name.rawValue, 0)
    case .journey(let name): (1, name.rawValue, 0)
    case .occasion(let name, let ordinal): (2, name.rawValue, ordinal)
    case .signal: (3, 0, 0)
    case .review: (4, 0, 0)
    }
  }
}

/// An occasion that a trigger or a stage opens.
public struct OpenedOccasion: Sendable {
  /// The trigger's name, or `journey/stage`.
  public var source: String
  /// What to ask `decide`.
  public var occasion: Occasion
  /// When its cause came.
  public var at: Instant
  /// From when on it is not worth opening any more.
  public var expiresAt: Instant
}

/// Why an occasion was not opened.
public enum AbandonReason: UInt8, CaseIterable, Sendable {
  /// It came due long ago, while nobody was there to open it, or its cause became known late.
  case stale
  /// Its condition no longer holds.
  case conditionFails
  /// Its journey is suspended.
  case suspended
  /// Its trigger opened one so short a time ago that this one is too many.
  case repeated

  /// Its name in files, such as `condition_fails`.
  public var name: String {
    switch self {
    case .stale: "stale"
    case .conditionFails: "condition_fails"
    case .suspended: "suspended"
    case .repeated: "repeated"
    }
  }
}

/// Something that `advance` asks its host to do, or to note. Effects are data; journeys do nothing.
public enum Effect: Sendable {
  /// Nothing.
  case none
  /// Wake the customer up at this moment; it replaces a timer of the same key.
  case setTimer(TimerKey, due: Instant)
  /// The timer is no longer wanted; if it fires all the same, it does nothing.
  case cancelTimer(TimerKey)
  /// Ask `decide`, now.
  case openOccasion(OpenedOccasion)
  /// An occasion is not opened, for a reason: silence that is recorded.
  case abandoned(source: String, at: Instant, AbandonReason)
  /// A signal came too late, or lies too far in the future, to be put into its place.
  case ignored(at: Instant)
  /// For counts: each is told once more than the other exactly for members.
  case enteredSegment(String)
  case leftSegment(String)
  /// Likewise, of stages. A stage that was come into and left again within one step is not told.
  case enteredStage(journey: String, stage: String)
  case leftStage(journey: String, stage: String)
  /// A journey that the customer was in ended.
  case endedJourney(String, JourneyEnding)
}
