/// On which terms outcomes are attributed to decisions. They are part of what is saved: under other terms everything is
/// learned anew.
public struct LearningTerms: Hashable, Sendable {
  /// The longest window: 90 days in seconds.
  public static let windowSecondsMax: Int64 = 90 * 86_400

  /// How long after its decision a contact that the brand opened may be accepted, in seconds.
  public let outboundSeconds: Int64
  /// The same, for an answer where the customer came.
  public let inboundSeconds: Int64

  /// Makes terms; what is out of range is brought into it: 1 to ``windowSecondsMax``.
  public init(outboundSeconds: Int64 = 3 * 86_400, inboundSeconds: Int64 = 86_400) {
    self.outboundSeconds = min(max(1, outboundSeconds), LearningTerms.windowSecondsMax)
    self.inboundSeconds = min(max(1, inboundSeconds), LearningTerms.windowSecondsMax)
  }

  /// The windows in milliseconds, in the order of ``LearningState/lags``.
  var windowsMilliseconds: [Int64] { [outboundSeconds * 1000, inboundSeconds * 1000] }

  /// The window of a decision, as a position among them.
  static func window(of record: DecisionRecord) -> Int {
    if case .inbound = record.kind { return 1 }
    return 0
  }
}
