import Foundation
import Servers

/// What the hub says of a customer, read through its API: the whole timeline, and what stands now.
struct CustomerRecord {
  /// The `key` of every event in the timeline.
  var events: [String] = []
  /// The source of every consent that was ever written: the key of the operation that wrote it.
  var consentSources: [String] = []
  /// Every decision, and whether it contacts.
  var decisions: [String: Bool] = [:]
  var decisionCount = 0
  /// What became of decisions: `d…/clicked`.
  var outcomes: [String] = []
  /// The contacts of the ledger that count, by the decision they come from.
  var contacts: [String] = []
  /// Consent to news as it stands: its source, and whether it was given.
  var news: (source: String, isGranted: Bool)?

  /// Reads a customer; nothing when the hub does not know them.
  static func read(_ customer: String, _ connection: WireConnection) throws -> CustomerRecord? {
    let now = try connection.ask("GET", "/v1/customers/\(customer)")
    if now.status == 404 { return nil }
    let ledger = try connection.ask("GET", "/v1/customers/\(customer)/ledger")
    guard now.status == 200, ledger.status == 200 else {
      throw UnexpectedAnswer(what: "customer \(customer): \(now.status) \(now.text), ledger: \(ledger.status)")
    }
    var record = CustomerRecord()
    record.readNews(now.json["profile"] as? [String: Any] ?? [:])
    for case let contact as [String: Any] in ledger.json["contacts"] as? [Any] ?? []
    where contact["counts"] as? Bool == true {
      record.contacts.append(contact["decision"] as? String ?? "?")
    }
    var path = "/v1/customers/\(customer)/timeline?limit=200"
    while true {
      let page = try connection.ask("GET", path)
      guard page.status == 200 else { throw UnexpectedAnswer(what: "timeline of \(customer): \(page.status)") }
      for case let entry as [String: Any] in page.json["entries"] as? [Any] ?? [] { record.take(entry) }
      guard let next = page.json["next"] as? String else { return record }
      path = "/v1/customers/\(customer)/timeline?limit=200&before=\(next)"
    }
  }

  private mutating func readNews(_ profile: [String: Any]) {
    for case let consent as [String: Any] in profile["consents"] as? [Any] ?? []
    where consent["purpose"] as? String == "news" {
      news = (consent["source"] as? String ?? "?", consent["granted"] as? Bool ?? false)
    }
  }

  private mutating func take(_ entry: [String: Any]) {
    let kind = entry["kind"] as? String ?? "?"
    let body = entry[kind] as? [String: Any] ?? [:]
    switch kind {
    case "event": events.append((body["properties"] as? [String: Any])?["key"] as? String ?? "?")
    case "patch":
      for case let consent as [String: Any] in body["consents"] as? [Any] ?? [] {
        consentSources.append(consent["source"] as? String ?? "?")
      }
    case "decision":
      decisionCount += 1
      decisions[body["decision"] as? String ?? "?"] = body["answer"] as? String == "contact"
    case "feedback":
      outcomes.append("\(body["decision"] as? String ?? "?")/\(body["outcome"] as? String ?? "?")")
    default: break
    }
  }
}
