import Charters
import Decisions
import Expressions
import Hub
import Intake
import Records
import Times

/// Customers as lines of JSON Lines, and as rows of CSV.
///
/// A customer with an id is one object in the form of docs/CUSTOMERS.md. A visitor nobody knows yet is
/// `{"anonymous": {…}}`, of the same form. A further identity of a customer follows as
/// `{"customer": "ada", "alias": {"anonymous_id": "…"}}`.
enum CustomerLine {
  /// Reads a line.
  static func read(_ object: JSONValue, _ binder: CustomerBinder) throws(LineFault) -> Happening {
    if object["alias"] != nil {
      let line = try LineObject(object, "an alias", keys: ["customer", "alias"])
      return Happening(customer: try line.identity("customer"), kind: .alias(try line.identity("alias")))
    }
    let visitor = object["anonymous"]
    switch Profile.read(visitor ?? object, binder: binder) {
    case .success(let (id, profile)):
      return try happening(Identity(visitor == nil ? .id : .anonymous, id), profile)
    case .failure(let failure):
      throw failure.faults.first.map(LineFault.init) ?? LineFault("customer.invalid", "this is no customer")
    }
  }

  /// What a file says of a customer, as the hub is told.
  static func happening(_ identity: Identity, _ profile: Profile) throws(LineFault) -> Happening {
    guard (1...Identity.valueBytesMax).contains(identity.value.utf8.count) else {
      throw LineFault("identity.invalid", "an `id` has 1 to \(Identity.valueBytesMax) bytes")
    }
    return Happening(customer: identity, kind: .profile(profile))
  }

  /// Writes the lines of a customer, each with its end.
  /// - Returns: how many.
  static func write(_ reading: CustomerReading, names: [Symbol: String], into json: inout JSONWriter) -> Int {
    guard let first = reading.identities.first else { return 0 }
    json.beginObject()
    if first.kind == .anonymous {
      json.key("anonymous")
      json.beginObject()
    }
    json.key("id")
    json.string(first.value)
    reading.profile.writeMembers(into: &json) { names[$0] }
    if first.kind == .anonymous { json.endObject() }
    json.endObject()
    json.endLine()
    for other in reading.identities.dropFirst() {
      json.beginObject()
      json.key("customer")
      json.identity(first)
      json.key("alias")
      json.identity(other)
      json.endObject()
      json.endLine()
    }
    return reading.identities.count
  }

  /// What the symbols of ledgers are called by charters.
  static func names(_ charters: [LoadedCharter]) -> [Symbol: String] {
    let names = charters.flatMap { loaded in
      let charter = loaded.charter
      return charter.actions.map(\.name) + charter.actions.map(\.brand) + charter.groups.map(\.name)
        + charter.issues.map(\.name) + charter.channels.map(\.name) + charter.purposes.map(\.name)
        + loaded.world.events
    }
    return Dictionary(names.filter { !$0.isEmpty }.map { (Symbol($0), $0) }) { first, _ in first }
  }

  /// The fields of a row: who and where they are, and their attributes in this order.
  static func fields(_ reading: CustomerReading, attributes: [String]) -> [String] {
    let profile = reading.profile
    let values = Dictionary(profile.attributes.map { ($0.name, $0.value) }) { first, _ in first }
    return [
      reading.identities.first?.value ?? "", profile.country, profile.region, profile.zone, profile.locale,
      profile.household,
    ] + attributes.map { values[$0].map(text) ?? "" }
  }

  private static func text(_ value: Value) -> String {
    switch value {
    case .null: ""
    case .bool(let flag): "\(flag)"
    case .int(let number): "\(number)"
    case .uint(let number): "\(number)"
    case .double(let number): "\(number)"
    case .string(let text): text
    case .timestamp(let moment): moment.rfc3339
    default: "\(value)"
    }
  }
}
