import Decisions
import Times

/// What an entry of the log says, in full.
///
/// The bytes begin with the version of their format. They are written once and read for ever: what is written changes
/// only together with a new version, and old versions stay readable.
public enum EntryBody: Sendable {
  /// A whole profile: what came before it need not be read to know the customer.
  case snapshot(Profile)
  /// Attributes, addresses, consents and preferences changed.
  case patch(CustomerPatch)
  /// Something happened.
  case event(EventRecord)
  /// The hub decided.
  case decision(DecisionRecord)
  /// News of a decided contact.
  case feedback(FeedbackRecord)
  /// Another customer's profile came into this one.
  case absorbed(Profile)
  /// This customer became part of another.
  case merged(CustomerNumber)
  /// A profile came from a file.
  case imported(Profile)
  /// Where they stand in their journeys.
  case journeys(JourneyRecord)

  /// The version of the format that bodies have which say nothing that is newer.
  public static let formatVersion: UInt8 = 1
  /// The newest version of a kind that can be read: events with zones, news with a reason, decisions with boosts and profiles with journeys
  /// have a second one, decisions with prices a third, those that
  /// chance had a say in, or that know what silence is worth, a fourth, trials a fifth, and those of customers in
  /// experiments a sixth.
  private static func formatVersionMax(_ kind: EntryKind) -> UInt8 {
    switch kind {
    case .snapshot, .absorbed, .imported, .event, .feedback: 2
    case .decision: 6
    case .patch, .merged, .journeys: formatVersion
    }
  }

  /// What sort of entry has this body.
  public var kind: EntryKind {
    switch self {
    case .snapshot: .snapshot
    case .patch: .patch
    case .event: .event
    case .decision: .decision
    case .feedback: .feedback
    case .absorbed: .absorbed
    case .merged: .merged
    case .imported: .imported
    case .journeys: .journeys
    }
  }

  /// The bytes that the log keeps; ``init(kind:body:)`` gives the same body back.
  public func encode() -> [UInt8] {
    switch self {
    case .snapshot(let profile), .absorbed(let profile), .imported(let profile): return profile.encoded
    case .patch(let patch): return patch.encoded
    case .event(let event): return event.encoded
    case .decision(let decision): return decision.encoded
    case .feedback(let feedback): return feedback.encoded
    case .journeys(let journeys): return journeys.encoded
    case .merged(let number):
      var writer = ByteWriter(capacity: 16)
      writer.byte(EntryBody.formatVersion)
      writer.signed(number.rawValue)
      return writer.bytes
    }
  }

  /// Reads the bytes of an entry.
  /// - Throws: `body.truncated`, `body.trailing`, `body.invalid` when they are damaged; `body.newer` when a newer
  ///   mesure wrote them.
  public init(kind: EntryKind, body: [UInt8]) throws(BodyError) {
    var reader = ByteReader(body)
    let version = try reader.version(upTo: EntryBody.formatVersionMax(kind))
    switch kind {
    case .snapshot: self = .snapshot(try Profile(from: &reader, version))
    case .patch: self = .patch(try CustomerPatch(from: &reader))
    case .event: self = .event(try EventRecord(from: &reader, version))
    case .decision: self = .decision(try DecisionRecord(from: &reader, version))
    case .feedback: self = .feedback(try FeedbackRecord(from: &reader, version))
    case .absorbed: self = .absorbed(try Profile(from: &reader, version))
    case .merged: self = .merged(CustomerNumber(rawValue: try reader.signed()))
    case .imported: self = .imported(try Profile(from: &reader, version))
    case .journeys: self = .journeys(try JourneyRecord(from: &reader))
    }
    try reader.finish()
  }

  /// Reads the body of an entry.
  /// - Throws: as ``init(kind:body:)``.
  public init(_ entry: Entry) throws(BodyError) { try self.init(kind: entry.kind, body: entry.body) }
}
