import Foundation
import Servers
import Testing

/// Customers, events and decisions in and out of a hub.
@Suite("Import and export", .enabled(if: Program.isBuilt, "the program is not built; `swift build` builds it"))
struct ExchangeTests {
  /// A hub without customers, in a folder of its own.
  private func emptyHub() throws -> String {
    let folder = try Program.temporaryFolder()
    let ended = try Program.run(
      "$mesure serve --prepare --data \(folder)/data --key-file \(folder)/key --charter Examples/starter")
    try #require(ended.code == 0, "\(ended.err)")
    return folder
  }

  /// A hub that has been told of customers and asked about them.
  private func busyHub() throws -> String {
    let folder = try emptyHub()
    let server = try ServerProcess(folder: folder)
    let connection = try server.connect()
    func ask(_ path: String, _ body: String) throws -> WireReply {
      let reply = try connection.ask(path.hasPrefix("/v1/customers") ? "PATCH" : "POST", path, body)
      try #require(reply.status < 300, "\(path): \(reply.text)")
      return reply
    }
    for (index, name) in ["ada", "ben", "c,\\\"é\\u0001"].enumerated() {
      _ = try ask(
        "/v1/identify",
        #"{"userId": "\#(name)", "traits": {"age": \#(30 + index), "segment": "new", "email": "e\#(index)@example.org", "strange": "é"}}"#
      )
    }
    _ = try ask(
      "/v1/customers/ada",
      #"{"consents": [{"purpose": "marketing", "granted": true, "source": "form", "proof": {"ip": "::1"}}], "household": "h"}"#
    )
    _ = try ask("/v1/track", #"{"anonymousId": "visitor", "event": "page_view"}"#)
    _ = try ask("/v1/alias", #"{"previousId": "visitor", "userId": "ben"}"#)
    for _ in 0..<2 {
      _ = try ask(
        "/v1/track",
        #"{"userId": "ada", "event": "purchase", "timestamp": "2026-01-05T10:00:00.250Z", "properties": {"value": 12.5, "n": [1, null]}}"#
      )
    }
    let decision = try ask(
      "/v1/decisions",
      #"{"customer": "ada", "occasion": {"kind": "inbound", "placement": "home"}, "channels": ["web"]}"#)
    let id = try #require(decision.json["decision"] as? String)
    #expect(decision.json["answer"] as? String == "contact", "\(decision.text)")
    _ = try ask("/v1/outcomes", #"{"decision": "\#(id)", "choice": 0, "outcome": "clicked"}"#)
    _ = try ask("/v1/decisions", #"{"customer": "ben", "occasion": {"kind": "outbound"}}"#)
    #expect(server.stop() == 0)
    return folder
  }

  private func export(_ freight: String, _ folder: String, _ name: String) throws -> String {
    let path = "\(folder)/\(name).jsonl"
    let ended = try Program.run("$mesure export \(freight) --data \(folder)/data --output \(path)")
    try #require(ended.code == 0, "\(ended.err)")
    return try String(contentsOfFile: path, encoding: .utf8)
  }

  @Test(
    "what is exported, imported into an empty hub and exported again is the same",
    arguments: [("customers", 5), ("events", 3), ("decisions", 3)])
  func roundTrip(_ freight: String, _ lineCount: Int) throws {
    let first = try busyHub()
    let lines = try export(freight, first, "a")
    #expect(lines.split(separator: "\n").count == lineCount, "\(lines)")
    let second = try emptyHub()
    let imported = try Program.run("$mesure import \(freight) \(first)/a.jsonl --data \(second)/data")
    #expect(imported.code == 0)
    #expect(imported.err.contains("\(lineCount) \(freight) imported"), "\(imported.err)")
    #expect(try export(freight, second, "b") == lines)
    // Once more: nothing changes.
    let again = try Program.run("$mesure import \(freight) \(first)/a.jsonl --data \(second)/data")
    #expect(again.code == 0, "\(again.err)")
    #expect(try export(freight, second, "c") == lines)
  }

  @Test("decisions keep their ids in an empty hub, are read there, and count against caps")
  func decisionsCount() throws {
    let first = try busyHub()
    let lines = try export("decisions", first, "a")
    let second = try emptyHub()
    #expect(try Program.run("$mesure import decisions \(first)/a.jsonl --data \(second)/data").code == 0)
    let server = try ServerProcess(folder: second)
    let connection = try server.connect()
    let line = try #require(lines.split(separator: "\n").first)
    let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
    let id = try #require(object?["decision"] as? String)
    let read = try connection.ask("GET", "/v1/decisions/\(id)")
    #expect(read.status == 200 && read.json["answer"] as? String == "contact", "\(read.text)")
    let ledger = try connection.ask("GET", "/v1/customers/ada/ledger").json["contacts"] as? [[String: Any]] ?? []
    #expect(ledger.count == 1)
    #expect(ledger.first?["decision"] as? String == id)
    #expect(ledger.first?["outcome"] as? String == "clicked", "\(ledger)")
    #expect(server.stop() == 0)
  }

  @Test("customers come from CSV through the charter's mapping, faulty rows are told and counted")
  func csv() throws {
    let folder = try emptyHub()
    let header = "id,country,age,segment,spent,open_incidents,days_since_purchase,email,email_optin,mobile,sms_optin"
    let rows = [header, "a,FR,30,new,0,0,,a@example.org,true,,", "b,FR,old,new,0,0,,,,,", "c,BE,40,gold,9.5,0,70,,,,"]
    try rows.joined(separator: "\n").write(toFile: folder + "/f.csv", atomically: true, encoding: .utf8)
    let ended = try Program.run("$mesure import customers \(folder)/f.csv --data \(folder)/data")
    #expect(ended.code == 0)
    #expect(ended.err.contains("3:6: ") && ended.err.contains("1 faulty lines were not imported"), "\(ended.err)")
    #expect(ended.err.contains("2 customers imported"))
    let server = try ServerProcess(folder: folder)
    let profile = try server.connect().ask("GET", "/v1/customers/a").json["profile"] as? [String: Any] ?? [:]
    #expect(server.stop() == 0)
    #expect((profile["attributes"] as? [String: Any])?["age"] as? Int == 30, "\(profile)")
    #expect("\(profile["addresses"] ?? "")".contains("a@example.org"))
    #expect(profile["country"] as? String == "FR")
    let strict = try Program.run("$mesure import customers \(folder)/f.csv --data \(folder)/data --strict")
    #expect(strict.code == 1)
  }

  @Test("a long file, taken in several pieces, is what its lines are taken one after the other")
  func manyPieces() throws {
    let folder = try emptyHub()
    // Some 3,000 lines, longer than the first two pieces; a line in 7 tells more of a customer before it, wherever that
    // one's piece was, and a line in 500 is faulty.
    var lines: [String] = []
    var ages: [(id: String, age: Int)] = []
    var faultyLines: [Int] = []
    for index in 0..<3_200 {
      if index % 500 == 499 {
        faultyLines.append(index + 1)
        lines.append(#"{"id": "f-\#(index)", "country": 7}"#)
        continue
      }
      let known = index % 7 == 6 ? index * 31 % ages.count : ages.count
      if known == ages.count { ages.append(("c-\(index)", 0)) }
      ages[known].age = 18 + index % 80
      lines.append(#"{"id": "\#(ages[known].id)", "attributes": {"age": \#(ages[known].age)}}"#)
    }
    try (lines.joined(separator: "\n") + "\n").write(toFile: folder + "/c.jsonl", atomically: true, encoding: .utf8)
    let ended = try Program.run("$mesure import customers \(folder)/c.jsonl --data \(folder)/data")
    #expect(
      ended.code == 0 && ended.err.contains("\(lines.count - faultyLines.count) customers imported"), "\(ended.err)")
    let told = ended.err.split(separator: "\n").filter { $0.contains("[field.type]") }
    #expect(told.map { Int($0.prefix { $0 != ":" }) } == faultyLines, "\(ended.err)")
    let exported = try export("customers", folder, "all").split(separator: "\n").map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      let attributes = object?["attributes"] as? [String: Any]
      return "\(object?["id"] ?? "") \(attributes?["age"] ?? "")"
    }
    // In the order in which they came, each as the last line about them says.
    #expect(exported == ages.map { "\($0.id) \($0.age)" })
    let strict = try emptyHub()
    let stopped = try Program.run("$mesure import customers \(folder)/c.jsonl --data \(strict)/data --strict")
    #expect(stopped.code == 1 && stopped.err.contains("499 customers imported"), "\(stopped.err)")
  }

  @Test("an import that is killed and run again gives what one run gives", arguments: [1, 2, 3])
  func killed(attempt: Int) throws {
    let source = try Program.temporaryFolder()
    let lines = (0..<6_000).map { index in
      #"{"customer": "c-\#(index % 700)", "name": "purchase", "at": "2026-01-05T10:00:00Z", "amount": \#(index)}"#
    }
    try (lines.joined(separator: "\n") + "\n").write(toFile: source + "/e.jsonl", atomically: true, encoding: .utf8)
    let folder = try emptyHub()
    // The first lines come through a pipe that stays open, so the run is killed in the middle whatever the machine.
    let killed = try Program.run(
      """
      mkfifo \(source)/in; $mesure import events - --data \(folder)/data < \(source)/in 2> \(source)/err & pid=$!
      exec 3> \(source)/in; head -n \(attempt * 1_500) \(source)/e.jsonl >&3; sleep 0.\(attempt * 2); kill -9 $pid; wait $pid
      """)
    #expect(killed.code == 137)
    let again = try Program.run("$mesure import events \(source)/e.jsonl --data \(folder)/data")
    #expect(again.code == 0, "\(again.err)")
    let whole = try emptyHub()
    #expect(try Program.run("$mesure import events \(source)/e.jsonl --data \(whole)/data").code == 0)
    let (one, other) = (try export("events", folder, "x"), try export("events", whole, "x"))
    #expect(one.split(separator: "\n").count == 6_000)
    #expect(one.split(separator: "\n").sorted() == other.split(separator: "\n").sorted())
  }

  @Test(
    "faulty lines are told with their line, and the others are taken",
    arguments: [
      ("events", #"{"customer": "a", "name": "x"}"#, "an event needs `at`"),
      ("events", #"{"customer": "a", "name": "x", "at": "soon"}"#, "`soon` is not a moment"),
      ("events", #"{"customer": "", "name": "x", "at": "2026-01-05T10:00:00Z"}"#, "identity.invalid"),
      ("events", #"{"customer": "a", "nom": "x", "at": "2026-01-05T10:00:00Z"}"#, "an event has no `nom`"),
      ("events", #"{"customer": "#, "json"),
      ("decisions", #"{"decision": "d0", "customer": "a", "record": "!"}"#, "record.invalid"),
      (
        "decisions",
        #"{"outcome_of": "d0000000000009", "entry": "d000000000000a", "customer": "a", "recorded": "2026-01-05T10:00:00Z", "choice": 0, "outcome": "clicked", "at": "2026-01-05T10:00:00Z", "action": "x", "channel": "web"}"#,
        "nobody imported decision `d0000000000009`"
      ),
      ("customers", #"{"id": "a", "attributs": {}}"#, "attributs"),
    ])
  func faults(_ freight: String, _ line: String, _ says: String) throws {
    let folder = try emptyHub()
    try (line + "\n").write(toFile: folder + "/f.jsonl", atomically: true, encoding: .utf8)
    let ended = try Program.run("$mesure import \(freight) \(folder)/f.jsonl --data \(folder)/data")
    #expect(ended.code == 0)
    #expect(ended.err.contains("1:") && ended.err.contains(says), "\(ended.err)")
    #expect(ended.err.contains("1 faulty lines were not imported"))
    #expect(try Program.run("$mesure import \(freight) \(folder)/f.jsonl --data \(folder)/data --strict").code == 1)
  }

  @Test("CSV has a row an event, with quotes where they are needed")
  func eventsAsCSV() throws {
    let folder = try busyHub()
    let ended = try Program.run("$mesure export events --data \(folder)/data --format csv")
    let rows = ended.out.split(separator: "\n")
    #expect(rows.first == "customer,identity,name,at,amount,properties")
    #expect(
      rows.contains { $0.hasPrefix(#"ada,id,purchase,2026-01-05T10:00:00.25Z,12.5,"{""value"":12.5,""n"":[1,null]"#) },
      "\(rows)")
    for freight in ["customers", "decisions"] {
      let table = try Program.run("$mesure export \(freight) --data \(folder)/data --format csv").out
      #expect(table.split(separator: "\n").count > 2, "\(table)")
    }
  }
}
