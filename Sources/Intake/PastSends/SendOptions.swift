import Audits
import Charters
import Decisions
import Times

/// What an author says of an export of past sends, beside its rows.
public struct SendOptions: Sendable {
  /// Which columns hold what, where their names do not tell: fields and columns.
  public var columns: [(field: String, column: String)] = []
  /// What purposes are: words of the export, `*` for the others, and marketing, promotion, newsletter, service or legal.
  public var purposes: [(word: String, nature: String)] = []
  /// What channels are: words of the export, and a kind's name.
  public var channels: [(word: String, kind: String)] = []
  /// The zone of times without an offset, and of the days of people whose zone is not certain.
  public var zone: Zone = .utc
  /// Where people are of whom the export does not say it; empty: unknown.
  public var country = ""
  /// Whether `02/03/2026` is 3 February.
  public var isMonthFirst = false
  /// The zones of the machine.
  public var directory: ZoneDirectory

  /// Makes options.
  public init(directory: ZoneDirectory) { self.directory = directory }

  /// What is wrong with them; nothing where they can be used.
  public var fault: IntakeError? {
    for (_, nature) in purposes where SendWords.nature(given: nature) == nil {
      return IntakeError(
        code: "purpose_unknown",
        message: "a purpose is marketing, promotion, newsletter, service or legal, and not `\(nature)`")
    }
    for (_, kind) in channels where !ChannelKind.allCases.contains(where: { $0.name == kind }) {
      let known = ChannelKind.allCases.map(\.name).joined(separator: ", ")
      return IntakeError(code: "channel_unknown", message: "there is no kind of channel `\(kind)`; there is \(known)")
    }
    return nil
  }
}
