/// On which terms outcomes are attributed to decisions. They are part of what is saved: under other terms everything is
/// learned anew.
public struct LearningTerms: Hashable, Sendable {
  /// The longest window: 90 days in seconds.
  public static let windowSecondsMax: Int64 = 90 * 86_400

  /// How long after its moment a contact that the brand opened may be accepted, in seconds.
  public let outboundSeconds: Int64
  /// The same, for an answer where the customer came.
  public let inboundSeconds: Int64

  /// Makes terms; what is out of range is brought into it: 1 to ``windowSecondsMax``.
  public init(outboundSeconds: Int64 = 3 * 86_400, inboundSeconds: Int64 = 86_400) {
    self.outboundSeconds = min(max(1, outboundSeconds), LearningTerms.windowSecondsMax)
    self.inboundSeconds = min(max(1, inboundSeconds), LearningTerms.windowSecondsMax)
  }

  /// An age of a decision at which it is looked at again.
  struct Look: Hashable, Sendable {
    /// Of decisions where the customer came, or of the others.
    var isInbound: Bool
    /// The age in seconds.
    var seconds: Int64
    /// Whether the window closes then.
    var closes: Bool
  }

  /// The ages before the window closes, in seconds: of messages, and where the customer came. The more there are, the
  /// sooner silence is learned, and the more often of contacts that are answered after all.
  private static let outboundAges: [Int64] = [3600, 4 * 3600, 86_400]
  private static let inboundAges: [Int64] = [900, 3600, 4 * 3600]

  /// When decisions are looked at, in the order of ``LearningState/lags``.
  var looks: [Look] {
    func looks(_ ages: [Int64], _ window: Int64, isInbound: Bool) -> [Look] {
      ages.filter { $0 < window }.map { Look(isInbound: isInbound, seconds: $0, closes: false) }
        + [Look(isInbound: isInbound, seconds: window, closes: true)]
    }
    return looks(LearningTerms.outboundAges, outboundSeconds, isInbound: false)
      + looks(LearningTerms.inboundAges, inboundSeconds, isInbound: true)
  }

  /// When the window of a decision ends, in milliseconds since 1970: it begins with the last of what is said.
  func endMilliseconds(of record: DecisionRecord, madeAtMilliseconds: Int64) -> Int64 {
    var begin = madeAtMilliseconds
    if case .contact(let offers) = record.answer {
      for offer in offers { begin = max(begin, Int64(UInt32(clamping: offer.at.secondsSince1970)) * 1000) }
    }
    return begin + windowSeconds(of: record) * 1000
  }

  /// How long after the moment of a contact it may be accepted, in seconds.
  func windowSeconds(of record: DecisionRecord) -> Int64 { record.isInbound ? inboundSeconds : outboundSeconds }
}

extension DecisionRecord {
  /// What was said; none for silence.
  var offers: [Offer] {
    if case .contact(let offers) = answer { return offers }
    return []
  }

  /// Whether the customer came.
  var isInbound: Bool {
    if case .inbound = kind { return true }
    return false
  }
}

/// The window of a decision of which something is said later than it was made.
struct DeferredWindow: Hashable, Comparable, Sendable {
  /// When it ends, in milliseconds since 1970.
  var endMilliseconds: Int64
  /// Whose it is.
  var decision: Position

  static func < (a: DeferredWindow, b: DeferredWindow) -> Bool {
    (a.endMilliseconds, a.decision) < (b.endMilliseconds, b.decision)
  }
}

extension DeferredWindow {
  func encode(into writer: inout ByteWriter) {
    writer.signed(endMilliseconds)
    writer.signed(decision.rawValue)
  }

  init(from reader: inout ByteReader) throws(BodyError) {
    endMilliseconds = try reader.signed()
    decision = Position(rawValue: try reader.signed())
  }
}

extension [DeferredWindow] {
  /// The place of a window in this ascending list, or where it belongs.
  func place(of window: DeferredWindow) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < window { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Whether this ascending list has a window.
  func has(_ window: DeferredWindow) -> Bool {
    let place = place(of: window)
    return place < count && self[place] == window
  }
}
