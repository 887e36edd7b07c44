/// What a cap of marketing messages would have done to the past: of each person, a message is held back when as many as the
/// cap allows were kept within the window before it. What was held back does not count against what follows.
///
/// A message so many seconds after another as the window is long lies outside of it, as in the contact policy of a charter.
public struct CapTrial: Hashable, Sendable {
  /// The most messages.
  public let max: Int
  /// In a rolling window of so many seconds.
  public let windowSeconds: Int
  /// The messages held back, with what they had come to.
  public internal(set) var held = AnswerCounts()
  /// The people to whom at least one was not sent.
  public internal(set) var people = 0

  init(max: Int, windowSeconds: Int) {
    self.max = max
    self.windowSeconds = windowSeconds
  }

  /// Adds a person's marketing messages, in the order of time.
  mutating func add(_ messages: [TrialMessage], scratch kept: inout [UInt32]) {
    guard messages.count > max else { return }
    kept.removeAll(keepingCapacity: true)
    let before = held.sends
    for message in messages {
      if kept.count >= max, Int(message.seconds) - Int(kept[kept.count - max]) < windowSeconds {
        held.add(message.answers, isMeasured: message.isMeasured)
      } else {
        kept.append(message.seconds)
      }
    }
    if held.sends > before { people += 1 }
  }
}

/// A marketing message as trials see it.
struct TrialMessage {
  var seconds: UInt32
  var answers: SendAnswers
  var isMeasured: Bool
}

/// What every cap of a grid would have done, and how answers change with the number of messages before.
public struct Thresholds: Sendable {
  /// The windows of the grid, in days.
  public static let windowsDays = [1, 7, 14, 30]
  /// The greatest cap of the grid.
  public static let capMax = 12
  /// The pauses that are tried as spacings, in hours: a cap of one in such a window.
  public static let spacingsHours = [1, 2, 4, 8, 12, 24, 48, 72, 168, 336]
  /// Messages within this many days before are counted in ``byMessagesBefore``.
  public static let recentDays = 7

  /// All marketing messages, with what they came to.
  public internal(set) var total = AnswerCounts()
  /// People who got one.
  public internal(set) var people = 0
  /// The grid: windows in their order, caps from 1 on.
  public internal(set) var caps: [CapTrial]
  /// Spacings in their order.
  public internal(set) var spacings: [CapTrial]
  /// Marketing messages by the number of others to the same person in the seven days before: 0, 1, … ``capMax`` and more.
  public internal(set) var byMessagesBefore = [AnswerCounts](repeating: AnswerCounts(), count: capMax + 1)

  private var messages: [TrialMessage] = []
  private var kept: [UInt32] = []

  init() {
    caps = Thresholds.windowsDays.flatMap { days in
      (1...Thresholds.capMax).map { CapTrial(max: $0, windowSeconds: days * 86_400) }
    }
    spacings = Thresholds.spacingsHours.map { CapTrial(max: 1, windowSeconds: $0 * 3_600) }
  }

  /// Adds a person's sends.
  mutating func add(_ sends: [AuditedSend], _ facts: [KindFacts]) {
    messages.removeAll(keepingCapacity: true)
    for send in sends where facts[send.kind].nature.isMarketing {
      messages.append(
        TrialMessage(seconds: send.seconds, answers: send.answers, isMeasured: facts[send.kind].isMeasured))
    }
    guard !messages.isEmpty else { return }
    people += 1
    var first = 0
    for (place, message) in messages.enumerated() {
      total.add(message.answers, isMeasured: message.isMeasured)
      while Int(message.seconds) - Int(messages[first].seconds) >= Thresholds.recentDays * 86_400 { first += 1 }
      byMessagesBefore[min(place - first, Thresholds.capMax)].add(message.answers, isMeasured: message.isMeasured)
    }
    for place in caps.indices { caps[place].add(messages, scratch: &kept) }
    for place in spacings.indices { spacings[place].add(messages, scratch: &kept) }
  }
}

extension Thresholds {
  /// What all marketing messages but those held back came to.
  public func kept(without held: AnswerCounts) -> AnswerCounts { total - held }
}
