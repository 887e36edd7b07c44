import Journeys

/// Where a customer stands in their journeys after something, as the log keeps it, with what changed.
public struct JourneyRecord: Hashable, Sendable {
  /// What a customer's journeys came to: what a timeline tells. The raw values are in the log.
  public struct News: Hashable, Sendable {
    /// What sort of change.
    public enum Kind: UInt8, CaseIterable, Sendable {
      case enteredSegment = 1
      case leftSegment = 2
      case enteredStage = 3
      case leftStage = 4
      case endedJourney = 5
      /// An occasion was opened: the hub decides.
      case opened = 6
      /// An occasion was not opened, or opened and not decided.
      case abandoned = 7
      /// A signal came too late to change anything.
      case ignored = 8

      /// The word that callers read.
      public var name: String {
        switch self {
        case .enteredSegment: "entered_segment"
        case .leftSegment: "left_segment"
        case .enteredStage: "entered_stage"
        case .leftStage: "left_stage"
        case .endedJourney: "ended_journey"
        case .opened: "opened"
        case .abandoned: "abandoned"
        case .ignored: "ignored"
        }
      }
    }

    /// What sort of change.
    public var kind: Kind
    /// The segment, the stage as `journey/stage`, the journey, or what opens the occasion.
    public var name: String
    /// Why: of an end, or of an occasion that was abandoned; else empty.
    public var reason: String

    /// Makes news.
    public init(_ kind: Kind, _ name: String = "", reason: String = "") {
      self.kind = kind
      self.name = name
      self.reason = reason
    }
  }

  /// The state, as `JourneyState.bytes` writes it.
  public var state: [UInt8]
  /// What changed, in order.
  public var news: [News]

  /// Makes a record.
  public init(state: [UInt8], news: [News] = []) {
    self.state = state
    self.news = news
  }
}

extension JourneyRecord {
  var encoded: [UInt8] {
    var writer = ByteWriter(capacity: state.count + 24 * news.count + 8)
    writer.byte(EntryBody.formatVersion)
    writer.blob(state)
    writer.count(news.count)
    for one in news {
      writer.byte(one.kind.rawValue)
      writer.string(one.name)
      writer.string(one.reason)
    }
    return writer.bytes
  }

  init(from reader: inout ByteReader) throws(BodyError) {
    state = try reader.blob()
    news = []
    for _ in 0..<(try reader.count(ofBytes: 3)) {
      guard let kind = News.Kind(rawValue: try reader.byte()) else {
        throw .invalid("news of journeys of an unknown kind")
      }
      let name = try reader.string()
      news.append(News(kind, name, reason: try reader.string()))
    }
  }
}

extension JourneyRecord.News {
  /// What an effect tells; nothing for timers, which follow from the state.
  init?(_ effect: Effect) {
    switch effect {
    case .none, .setTimer, .cancelTimer: return nil
    case .openOccasion(let opened): self.init(.opened, opened.source)
    case .abandoned(let source, _, let reason): self.init(.abandoned, source, reason: reason.name)
    case .ignored: self.init(.ignored)
    case .enteredSegment(let name): self.init(.enteredSegment, name)
    case .leftSegment(let name): self.init(.leftSegment, name)
    case .enteredStage(let journey, let stage): self.init(.enteredStage, "\(journey)/\(stage)")
    case .leftStage(let journey, let stage): self.init(.leftStage, "\(journey)/\(stage)")
    case .endedJourney(let journey, let ending): self.init(.endedJourney, journey, reason: "\(ending)")
    }
  }
}
