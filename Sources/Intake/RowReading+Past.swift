import Charters
import Decisions
import Expressions
import Times

/// The past that a row tells: contacts, events.
extension RowReading {
  func contacts(_ customer: Customer, line: Int) -> [Contact] {
    var contacts: [Contact] = []
    for past in reader.mapping.contacts {
      guard var contact = past.contact else { continue }
      contact.address = customer.addresses[past.channel]
      let fault = forEach(past, customer.row, line: line) { row, at in
        contact.atSeconds = UInt32(clamping: at.secondsSince1970)
        contact.state = .delivered
        contact.outcome = .none
        if let outcome = past.outcome, case .string(let name)? = programs.value(outcome, row: row) {
          contact.outcome = ContactOutcome(name: name) ?? .none
        }
        contacts.append(contact)
      }
      if let fault { faults.append(fault) }
    }
    return contacts
  }

  func events(_ customer: inout Customer, line: Int) {
    var events: [Event] = []
    for past in reader.mapping.events {
      let fault = forEach(past, customer.row, line: line) { row, at in
        events.append(Event(name: Symbol(past.name), at: at, amount: past.amount.map { number($0, row) } ?? 0))
      }
      if let fault { faults.append(fault) }
    }
    customer.events = events
  }

  /// Calls `body` with the row, `index` in its slot, and the time of each past contact or event.
  private func forEach(
    _ past: ImportMapping.Past, _ row: Row, line: Int, _ body: (Row, Instant) -> Void
  ) -> RowFault? {
    if let when = past.when, !programs.isTrue(when, row: row) { return nil }
    let count = past.count.map { programs.number($0, row: row) } ?? 1
    // Not a number: the attributes that tell are absent, so nothing is known to have happened.
    guard count >= 1 else { return nil }
    guard count <= Double(ImportMapping.pastMax) else {
      return RowFault(
        code: "past_too_long", message: "`\(past.name)` has more than \(ImportMapping.pastMax) past entries",
        line: line, column: 1)
    }
    var row = row
    for index in 0..<Int(count) {
      row.set(reader.indexSlot, word: UInt64(index))
      let days = number(past.daysAgo, row)
      guard days.isFinite, abs(days) < 40_000 else { continue }
      body(row, now - Int64((days * 86_400).rounded()))
    }
    return nil
  }

  private func number(_ quantity: Quantity, _ row: Row) -> Double { programs.number(quantity, row: row) }
}
