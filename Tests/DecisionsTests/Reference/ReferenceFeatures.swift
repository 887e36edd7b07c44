import Decisions
import Expressions
import Times

/// Numbers computed from events and contacts, and segments, before anything else is looked at.
struct ReferenceFeatures {
  let charter: Charter
  let state: CustomerState
  let now: Instant

  /// The customer's row, with the derived features in their slots, and then the segments that rules ask about.
  var row: Row {
    var row = state.customer.row
    for feature in charter.features {
      let found = happenings(feature)
      switch feature.measure {
      case .count: row.set(feature.slot, word: UInt64(found.count))
      case .any: row.set(feature.slot, word: found.isEmpty ? 0 : 1)
      case .sum: row.set(feature.slot, word: found.map(\.amount).reduce(0, +).bitPattern)
      case .daysSinceLast:
        let days = found.map { (now.secondsSince1970 - $0.at) / 86_400 }.min() ?? DerivedFeature.neverDays
        row.set(feature.slot, word: UInt64(bitPattern: days))
      }
    }
    for segment in charter.segments {
      let truth = ReferenceTruth(slotTypes: charter.slotTypes, row: row).truth(segment.when.condition)
      row.set(segment.slot, word: truth == .true ? 1 : 0)
    }
    return row
  }

  /// What happened up to now, less than the feature's window ago.
  private func happenings(_ feature: DerivedFeature) -> [(at: Int64, amount: Double)] {
    var all: [(at: Int64, amount: Double)] = []
    switch feature.source {
    case .events(let name):
      let events = state.customer.events.filter { $0.name == Symbol(name) }
      all = events.map { (Int64($0.atSeconds), $0.amount) }
    case .contacts(let channel):
      let contacts = state.ledger.contacts.filter { contact in
        (channel.isEmpty || contact.channel == Symbol(channel)) && contact.state != .bounced
          && contact.state != .released
      }
      all = contacts.map { (Int64($0.atSeconds), 0) }
    }
    return all.filter { happening in
      let age = now.secondsSince1970 - happening.at
      return age >= 0 && (feature.windowSeconds.map { age < $0 } ?? true)
    }
  }
}
