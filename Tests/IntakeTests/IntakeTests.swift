import Charters
import Decisions
import Expressions
import Foundation
import Intake
import Records
import Testing
import Times

/// All that a file holds.
struct ReadFile {
  var rows: [CustomerRow] = []
  var faults: [RowFault] = []
  var implausibleCount = 0
}

/// A charter with a mapping that uses every kind of column.
enum MappedCharter {
  static func load(country: String = "FR", zone: String = "Europe/Paris", csv: String = "") throws -> LoadedCharter {
    try CharterLoader.load(
      [
        SourceFile(
          path: "charter.yaml",
          text: """
            name: mapped
            currency: EUR
            country: \(country)
            zone: \(zone)
            purposes: { marketing: { kind: marketing } }
            issues: { sales: { groups: { cards: {} } } }
            """),
        SourceFile(
          path: "world.yaml",
          text: """
            attributes:
              age: { type: int, min: 16, max: 120 }
              spent: { type: double, default: 7.5 }
              vip: { type: bool }
              town: { type: string }
              since: { type: timestamp }
              tags: { type: list(string) }
            events: [page_view]
            import:
              csv: { \(csv) }
              id: id
              country: country
              zone: zone
              household: household
              missing: ["NA"]
              attributes:
                age: age
                spent: { column: spent, missing: ["-1"] }
                vip: vip
                town: town
                since: since
                tags: tags
              addresses:
                email: { column: email, suppressed: bounced }
                sms: { column: phone }
              consents: [ { purpose: marketing, channels: [email], column: optin } ]
            """),
        SourceFile(path: "channels.yaml", text: "email: { kind: email }\nsms: { kind: sms }"),
        SourceFile(
          path: "policy.yaml",
          text: "caps: [ { name: home, max: 1, per: 7d, of: household }, { name: box, max: 1, per: 7d, of: address } ]"),
        SourceFile(
          path: "actions/card.yaml",
          text:
            "{ name: card, group: cards, purpose: marketing, value: 9, propensity: 0.5, volume: 2, channels: [email, sms] }"
        ),
      ], zones: ZoneDirectory())
  }

  static let header = "id,country,zone,household,age,spent,vip,town,since,tags,email,bounced,phone,optin"
  static let now = Instant(secondsSince1970: 1_795_600_000)

  static func read(_ bytes: [UInt8], _ loaded: LoadedCharter, _ format: RecordFormat = .csv(delimiter: .automatic))
    throws -> ReadFile
  {
    var source = try CustomerSource(input: .bytes(bytes), format: format, loaded: loaded)
    var all = ReadFile()
    while let raw = try source.next() {
      let batch = source.reader.read(raw, now: now)
      all.rows += batch.rows
      all.faults += batch.faults
      all.implausibleCount += batch.implausibleCount
    }
    return all
  }

  static func csv(_ rows: String..., charter: LoadedCharter? = nil) throws -> ReadFile {
    try read(Array(([header] + rows).joined(separator: "\n").utf8), charter ?? load())
  }

  static func json(_ lines: String..., charter: LoadedCharter? = nil) throws -> ReadFile {
    try read(Array(lines.joined(separator: "\n").utf8), charter ?? load(), .jsonLines)
  }
}

extension CustomerRow {
  /// The text in a slot that stands beside the words; the items of a list between bars.
  func text(_ slot: Int) -> String? {
    switch state.customer.row.other(slot) {
    case .string(let text): text
    case .list(let items): items.map { if case .string(let text) = $0 { text } else { "?" } }.joined(separator: "|")
    default: nil
    }
  }

  /// The number in a slot, as a double; nothing where it is absent.
  func double(_ slot: Int) -> Double? {
    state.customer.row.state(slot) == .absent ? nil : Double(bitPattern: state.customer.row.words[slot])
  }
}

@Suite("customers from CSV")
struct CSVCustomerTests {
  @Test("a row becomes a customer; texts that nobody named are kept")
  func row() throws {
    let batch = try MappedCharter.csv(
      "a,FR,Europe/Paris,h1,41,12.5,true,\"Saint-\"\"Lo\"\"\",2026-01-31T00:00:00Z,x|y,a@b.c,false,+33600000000,true")
    #expect(batch.faults == [])
    let row = try #require(batch.rows.first)
    #expect(row.line == 2 && row.household != 0)
    #expect(row.state.customer.row.words[0] == 41)
    #expect(row.double(1) == 12.5)
    #expect(row.state.customer.row.words[2] == 1)
    #expect(row.text(3) == "Saint-\"Lo\"")
    #expect(row.text(5) == "x|y")
    #expect(row.state.customer.reach == [.present, .present])
    #expect(row.state.customer.consents == [.granted, .absent])
  }

  @Test("missing texts are absent, implausible values too, and counted; defaults stand in")
  func missing() throws {
    let batch = try MappedCharter.csv("a,,,,NA,-1,NA,NA,,,,,,", "b,,,,150,,,,,,,,,")
    #expect(batch.faults == [])
    #expect(batch.implausibleCount == 1)
    for row in batch.rows {
      #expect(row.state.customer.row.state(0) == .absent)
      #expect(row.double(1) == 7.5)
      #expect(row.state.customer.consents == [.absent, .absent])
      #expect(row.state.customer.reach == [.missing, .missing])
    }
  }

  @Test("what cannot be read is a fault with line and column, and the other rows are read")
  func faults() throws {
    let batch = try MappedCharter.csv(
      "a,,,,old,,,,,,,,,", "b,,,,20,1.2.3,perhaps,,yesterday,,,,,", "c,,Mars/Base,,,,,,,,,,,",
      "d,,,,,,,,,,d@e.f,perhaps,,maybe", "e,,,,30,,,,,,,,,", "f,,,,3\u{0},,,,,,,,,", ",,,,,,,,,,,,,")
    #expect(batch.rows.map(\.state.customer.id) == ["e"])
    #expect(
      batch.faults.map { "\($0.line):\($0.column) \($0.code)" } == [
        "2:6 integer_invalid", "3:9 number_invalid", "3:15 boolean_invalid", "3:24 field_invalid", "4:4 zone_unknown",
        "5:18 boolean_invalid", "5:27 boolean_invalid", "7:7 nul_byte", "8:1 id_missing",
      ])
  }

  @Test("byte order mark, semicolons, decimal commas and Latin-1 are read")
  func dialects() throws {
    let loaded = try MappedCharter.load(csv: "decimal: \",\"")
    let text = MappedCharter.header.replacing(",", with: ";") + "\r\na;;;;;1234,5;;Orléans;;;;;;\r\n"
    let utf8 = try MappedCharter.read([0xEF, 0xBB, 0xBF] + Array(text.utf8), loaded)
    let latin = try MappedCharter.load(csv: "decimal: \",\", encoding: latin-1, delimiter: \";\"")
    let latinBytes = try #require(text.data(using: .isoLatin1))
    for batch in [utf8, try MappedCharter.read(Array(latinBytes), latin)] {
      #expect(batch.faults == [])
      #expect(batch.rows.first?.double(1) == 1234.5)
      #expect(batch.rows.first?.text(3) == "Orléans")
    }
  }

  @Test("a column that the mapping names and the file lacks ends the reading")
  func unknownColumn() throws {
    let error = try #require(throws: IntakeError.self) {
      try MappedCharter.read(Array("id,age\na,1".utf8), MappedCharter.load())
    }
    #expect(error.code == "column_unknown")
    #expect(error.message.contains("no column `spent`"))
  }

  @Test("where the zone is unknown, every zone of the country is plausible; of the phone's, where that is unknown too")
  func zones() throws {
    let loaded = try MappedCharter.load()
    let batch = try MappedCharter.csv(
      "a,FR,,,,,,,,,,,,", "b,US,,,,,,,,,,,,", "c,,,,,,,,,,,,+351900000000,", "d,,,,,,,,,,,,,",
      "e,US,Asia/Tokyo,,,,,,,,,,,",
      charter: loaded)
    let names = batch.rows.map { Set($0.state.customer.zones.map { loaded.charter.zones[$0].name }) }
    #expect(names[0] == ["Europe/Paris"])
    #expect(names[1].isSuperset(of: ["America/New_York", "America/Los_Angeles", "Pacific/Honolulu"]))
    #expect(names[2].isSuperset(of: ["Europe/Lisbon", "Atlantic/Azores"]) && !names[2].contains("Europe/Paris"))
    #expect(names[3] == ["Europe/Paris"])
    #expect(names[4] == ["Asia/Tokyo"])
    let american = try MappedCharter.load(country: "US", zone: "America/New_York")
    #expect(try MappedCharter.csv("a,,,,,,,,,,,,,", charter: american).rows[0].state.customer.zones.count > 3)
  }
}

@Suite("customers from JSON Lines")
struct JSONCustomerTests {
  @Test("types are converted where nothing is lost; null is absent; implausible values are counted")
  func conversions() throws {
    let batch = try MappedCharter.json(
      #"{"id": 7, "attributes": {"age": 30, "spent": 3, "since": "2026-01-31T00:00:00Z", "tags": ["x"]}}"#,
      #"{"id": "b", "attributes": {"age": 200, "spent": null}}"#)
    #expect(batch.faults == [])
    #expect(batch.implausibleCount == 1)
    #expect(batch.rows.map(\.state.customer.id) == ["7", "b"])
    #expect(batch.rows.map { $0.double(1) } == [3, 7.5])
    #expect(batch.rows[1].state.customer.row.state(0) == .absent)
  }

  @Test(
    "every unknown name and wrong type is a fault with its path, and the line is not decided",
    arguments: [
      (#""attributes": {"agee": 1}"#, "name.unknown", "attributes.agee: "),
      (#""attributes": {"age": "x"}"#, "attribute.type", "attributes.age: "),
      (#""attributes": {"age": 1.5}"#, "attribute.type", "attributes.age: "),
      (#""attributes": []"#, "field.type", "attributes: "),
      (#""adresses": {}"#, "field.unknown", "adresses: "),
      (#""addresses": ["email"]"#, "field.type", "addresses: "),
      (#""addresses": {"fax": "1"}"#, "name.unknown", "addresses.fax: "),
      (
        #""addresses": {"email": {"address": "a", "suppressed": "true"}}"#, "field.type", "addresses.email.suppressed: "
      ),
      (#""consents": {"marketing": true}"#, "field.type", "consents: "),
      (#""consents": [{"purpose": "ads", "granted": true}]"#, "name.unknown", "consents[0].purpose: "),
      (
        #""consents": [{"purpose": "marketing", "channel": 5, "granted": true}]"#, "field.type", "consents[0].channel: "
      ),
      (#""consents": [{"purpose": "marketing"}]"#, "field.missing", "consents[0].granted: "),
      (#""objections": ["ads"]"#, "name.unknown", "objections[0]: "),
      (#""unwanted": ["tv"]"#, "name.unknown", "unwanted[0]: "),
      (#""preferred_channels": "email""#, "field.type", "preferred_channels: "),
      (#""zone": "Mars/Base""#, "name.unknown", "zone: "),
      (#""contacts": {}"#, "field.type", "contacts: "),
      (#""contacts": [{"at": "now", "action": "card", "channel": "email"}]"#, "moment.invalid", "contacts[0].at: "),
      (
        #""contacts": [{"at": "2026-11-20", "action": "x", "channel": "email"}]"#, "field.missing",
        "contacts[0].purpose: "
      ),
      (
        #""contacts": [{"at": "2026-11-20", "action": "card", "channel": "email", "outcom": "ignored"}]"#,
        "field.unknown", "contacts[0].outcom: "
      ),
      (
        #""contacts": [{"at": "2026-11-20", "action": "card", "channel": "email", "state": "lost"}]"#, "word.unknown",
        "contacts[0].state: "
      ),
      (#""events": [{"name": "page_viw", "at": "2026-11-20"}]"#, "name.unknown", "events[0].name: "),
      (#""events": [{"name": "page_view", "at": "2026-11-20", "amount": "5"}]"#, "field.type", "events[0].amount: "),
    ])
  func faults(_ member: String, _ code: String, _ path: String) throws {
    let batch = try MappedCharter.json(#"{"id": "a"}"#, "{\"id\": \"b\", \(member)}")
    #expect(batch.rows.map(\.state.customer.id) == ["a"])
    #expect(batch.faults.map { "\($0.line) \($0.code)" } == ["2 \(code)"])
    #expect(batch.faults.first?.message.hasPrefix(path) == true, "\(batch.faults)")
  }

  @Test("moments before 1970 and after 2106 are read without harm")
  func extremeMoments() throws {
    let batch = try MappedCharter.json(
      #"{"id": "a", "events": [{"name": "page_view", "at": "0001-01-01"}, {"name": "page_view", "at": "9999-12-31"}]}"#)
    #expect(batch.rows.first?.state.customer.events.count == 2)
  }
}

@Suite("contacts that customers share")
struct SharedContactTests {
  @Test("a household and an address hear of a contact once")
  func shared() throws {
    let loaded = try MappedCharter.load()
    let batch = try MappedCharter.csv(
      "a,,,h1,,,,,,,a@x.y,,,true", "b,,,h1,,,,,,,b@x.y,,,true", "c,,,h2,,,,,,,a@x.y,,,true",
      "d,,,h3,,,,,,,d@x.y,,,true",
      charter: loaded)
    #expect(SharedContacts.areNeeded(by: loaded.charter.policy))
    let snapshot = Snapshot(plan: CharterPlan(loaded.charter))
    var shared = SharedContacts()
    var said: [String] = []
    for var row in batch.rows {
      shared.fill(&row)
      let decision = decide(
        &row.state, Occasion(kind: .outbound, channels: ["email"]), snapshot, now: MappedCharter.now)
      shared.note(row)
      said.append(decision.fates[0].reason.name)
    }
    #expect(said == ["chosen", "household_cap", "address_cap", "chosen"])
  }
}
