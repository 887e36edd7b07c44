import Decisions

/// All chance of one simulated run: a keyed hash of seed, customer, day and question, so that two charters that ask the same
/// question of the same customer on the same day get the same answer (common random numbers).
struct Luck: Sendable {
  /// What is drawn.
  enum Question: UInt64 {
    case answer = 1
    case organic, delay, reaction, optOut, complaint, visit, visitTime, event, eventTime
  }

  private let key: UInt64

  init(seed: UInt64) { key = (seed &+ 1) &* 0xd134_2543_de82_ef95 }

  /// A number from 0 up to, not including, 1.
  /// - Parameter item: tells questions of one kind apart, such as a treatment.
  func uniform(_ customer: UInt64, day: Int, _ question: Question, item: UInt64 = 0) -> Double {
    let salt = UInt64(truncatingIfNeeded: day) &* 0x9e37_79b9_7f4a_7c15 &+ item &* 0xbf58_476d_1ce4_e5b9
    return Chance.uniform(customer ^ key, salt: salt &+ question.rawValue)
  }

  /// A number of a customer that is the same in every run: what they are, not what happens to them.
  static func nature(_ customer: UInt64, salt: UInt64) -> Double {
    Chance.uniform(customer, salt: 0x6e61_7475_7265 ^ salt &* 0x9e37_79b9_7f4a_7c15)
  }
}
