/// What became of the entries that were read.
public struct LearningCounts: Hashable, Sendable {
  /// Acceptances that were learned.
  public internal(set) var accepted = 0
  /// Choices whose silence was learned.
  public internal(set) var unanswered = 0
  /// Outbound contacts that restraint was learned from.
  public internal(set) var contacts = 0
  /// Decisions, silent ones as well, from which was learned what contact adds or what silence loses.
  public internal(set) var trials = 0
  /// Answers that came after the window.
  public internal(set) var late = 0
  /// News of decisions that the log does not have.
  public internal(set) var unattributed = 0
  /// Entries that could not be read, or whose customer could not, and were left out.
  public internal(set) var damaged = 0

  /// Makes counts.
  public init(
    accepted: Int = 0, unanswered: Int = 0, contacts: Int = 0, trials: Int = 0, late: Int = 0, unattributed: Int = 0,
    damaged: Int = 0
  ) {
    self.accepted = accepted
    self.unanswered = unanswered
    self.contacts = contacts
    self.trials = trials
    self.late = late
    self.unattributed = unattributed
    self.damaged = damaged
  }

  /// How often something was learned.
  public var lessons: Int { accepted + unanswered + contacts + trials }

  /// All of them, as they are called where they are counted.
  public var named: [(kind: StaticString, count: Int)] {
    [
      ("accepted", accepted), ("unanswered", unanswered), ("contacts", contacts), ("trials", trials), ("late", late),
      ("unattributed", unattributed), ("damaged", damaged),
    ]
  }
}

extension LearningCounts {
  func encode(into writer: inout ByteWriter) { for (_, count) in named { writer.count(count) } }

  init(from reader: inout ByteReader) throws(BodyError) {
    self.init(
      accepted: try reader.number(), unanswered: try reader.number(), contacts: try reader.number(),
      trials: try reader.number(), late: try reader.number(), unattributed: try reader.number(),
      damaged: try reader.number())
  }
}
