import Servers

/// What a customer's timeline says of their journeys, by what opened it.
struct AlwaysOnRecord: Equatable {
  /// News of occasions that were opened.
  var opened: [String: Int] = [:]
  /// Decisions that an event or a timer led to.
  var decided: [String: Int] = [:]
  /// News of occasions that were given up.
  var abandoned: [String] = []
  /// Events that came too late to be heard of.
  var ignoredCount = 0

  /// Reads a customer; empty when the hub does not know them.
  static func read(_ customer: String, _ connection: WireConnection) throws -> AlwaysOnRecord {
    var record = AlwaysOnRecord()
    var path = "/v1/customers/\(customer)/timeline?limit=200"
    while true {
      let page = try connection.ask("GET", path)
      if page.status == 404 { return record }
      guard page.status == 200 else { throw UnexpectedAnswer(what: "timeline of \(customer): \(page.status)") }
      for case let entry as [String: Any] in page.json["entries"] as? [Any] ?? [] { record.take(entry) }
      guard let next = page.json["next"] as? String else { return record }
      path = "/v1/customers/\(customer)/timeline?limit=200&before=\(next)"
    }
  }

  private mutating func take(_ entry: [String: Any]) {
    let kind = entry["kind"] as? String ?? "?"
    let body = entry[kind] as? [String: Any] ?? [:]
    if kind == "decision", let occasion = body["occasion"] as? [String: Any] {
      guard let source = occasion["name"] as? String else { return }
      decided[source, default: 0] += 1
    }
    guard kind == "journeys" else { return }
    for case let news as [String: Any] in body["news"] as? [Any] ?? [] {
      let name = news["name"] as? String ?? "?"
      switch news["kind"] as? String {
      case "opened": opened[name, default: 0] += 1
      case "abandoned": abandoned.append("\(name): \(news["reason"] as? String ?? "?")")
      case "ignored": ignoredCount += 1
      default: break
      }
    }
  }

  /// Whether more must come, with so many of each.
  func isBehind(_ expected: [String: Int]) -> Bool {
    expected.contains { source, count in (opened[source] ?? 0) < count || (decided[source] ?? 0) < count }
  }

  /// What is wrong, where so many of each are right; empty: nothing.
  func findings(_ customer: String, _ expected: [String: Int]) -> [String] {
    var findings: [String] = []
    if opened != expected { findings.append("\(customer): \(opened) opened, where \(expected) were led to") }
    if decided != expected { findings.append("\(customer): \(decided) decided, where \(expected) were led to") }
    if !abandoned.isEmpty { findings.append("\(customer): given up: \(abandoned)") }
    if ignoredCount > 0 { findings.append("\(customer): \(ignoredCount) events were not heard of") }
    return findings
  }
}
