import Decisions
import Synchronization

/// What contacts of all customers have in common, each kind kept once: contacts of one action, channel, state and
/// outcome differ only in their times, their address and the decision that they come from.
///
/// A number of a kind holds as long as the process, and means nothing outside of it. When there are too many kinds, such
/// as from a file with made-up names, further ones have no number, and whoever keeps their contacts spells them out.
// @unchecked Sendable: a place of `kinds` is written once, under the lock, before its number is published with release
// ordering in `numbers`, and is only read by who has its number from there.
final class ContactKinds: @unchecked Sendable {
  /// The kinds of this process.
  static let shared = ContactKinds(kindsMax: 1 << 14)

  private let kinds: UnsafeMutablePointer<Contact>
  /// Open addressing: the number of a kind, 0 where there is none. At most half full.
  private let numbers: UnsafeMutablePointer<Atomic<UInt32>>
  private let mask: Int
  private let kindsMax: Int
  private let count = Mutex(0)

  /// Makes room for fewer than so many kinds, a power of two.
  init(kindsMax: Int) {
    self.kindsMax = kindsMax
    mask = kindsMax * 2 - 1
    kinds = .allocate(capacity: kindsMax)
    numbers = .allocate(capacity: kindsMax * 2)
    for place in 0...mask { (numbers + place).initialize(to: Atomic(0)) }
  }

  deinit {
    // Neither contacts nor numbers have anything to let go of.
    kinds.deallocate()
    numbers.deallocate()
  }

  /// The contact of a number, without its times, address and decision.
  @inline(__always) subscript(number: Int) -> Contact { kinds[number] }

  /// The number of a contact's kind, from 1 on; nothing when there is no room for it.
  func number(of contact: Contact) -> Int? {
    let start = ContactKinds.hash(contact)
    var place = start & mask
    while true {
      let number = Int(numbers[place].load(ordering: .acquiring))
      if number == 0 { break }
      if ContactKinds.areAlike(kinds[number], contact) { return number }
      place = (place + 1) & mask
    }
    return add(contact, from: start)
  }

  private func add(_ contact: Contact, from start: Int) -> Int? {
    count.withLock { count in
      var place = start & mask
      // Somebody may have added it meanwhile.
      while true {
        let number = Int(numbers[place].load(ordering: .relaxed))
        if number == 0 { break }
        if ContactKinds.areAlike(kinds[number], contact) { return number }
        place = (place + 1) & mask
      }
      guard count + 1 < kindsMax else { return nil }
      count += 1
      var kind = contact
      kind.atSeconds = 0
      kind.outcomeSeconds = 0
      kind.address = 0
      kind.origin = 0
      (kinds + count).initialize(to: kind)
      numbers[place].store(UInt32(count), ordering: .releasing)
      return count
    }
  }

  @inline(__always) private static func areAlike(_ a: Contact, _ b: Contact) -> Bool {
    a.action == b.action && a.channel == b.channel && a.flags == b.flags && a.group == b.group && a.issue == b.issue
      && a.purpose == b.purpose && a.brand == b.brand && a.weightHundredths == b.weightHundredths
  }

  @inline(__always) private static func hash(_ contact: Contact) -> Int {
    // What differs within one charter is enough: the others follow from the action.
    var hash = UInt64(contact.action.rawValue) << 32 | UInt64(contact.channel.rawValue)
    hash = (hash ^ UInt64(contact.flags) << 16 ^ UInt64(contact.purpose.rawValue)) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: hash >> 32)
  }
}
