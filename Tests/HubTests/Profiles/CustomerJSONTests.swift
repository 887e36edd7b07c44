import Charters
import Decisions
import Expressions
@testable import Hub
import Records
import Seeds
import Testing
import Times

/// Customers and their changes as JSON.
@Suite struct CustomerJSONTests {
  private func parsed<R>(_ text: String, _ body: (JSONValue) -> R) throws -> R {
    let parser = try #require(JSONParser())
    return try Array(text.utf8).withUnsafeBufferPointer { bytes throws(RecordFault) in
      try parser.withObject(bytes, body)
    }
  }

  private func patch(_ text: String) throws -> Result<CustomerPatch, CustomerFaults> {
    try parsed(text) { CustomerPatch.read($0, zone: .utc) }
  }

  @Test func aWholePatch() throws {
    let read = try patch(
      #"""
      {"attributes": {"zip": "57000", "age": 47, "gone": null, "tags": ["a", 1.5, true]}, "country": "FR", "region": null,
       "zone": "Europe/Paris", "locale": "fr", "household": "h-9",
       "addresses": {"email": "ada@example.org", "sms": {"address": "+336", "suppressed": true}, "push": true, "call": null},
       "consents": [{"purpose": "news", "channel": "email", "granted": true, "at": "2026-09-21T14:13:20Z", "source": "form",
                     "proof": {"ip": "192.0.2.1"}}, {"purpose": "care", "granted": false}],
       "objections": ["news"], "unwanted": null, "preferred_channels": ["email"]}
      """#
    ).get()
    var expected = CustomerPatch()
    expected.attributes = [
      ("age", .int(47)), ("gone", .null), ("tags", .list([.string("a"), .double(1.5), .bool(true)])),
      ("zip", .string("57000")),
    ]
    (expected.country, expected.region, expected.zone) = ("FR", "", "Europe/Paris")
    (expected.locale, expected.household) = ("fr", "h-9")
    expected.addresses = [
      .init(channel: "email", text: "ada@example.org"), .init(channel: "sms", text: "+336", isSuppressed: true),
      .init(channel: "push"), .init(channel: "call", isRemoved: true),
    ]
    expected.consents = [
      .init(
        purpose: "news", channel: "email", isGranted: true, at: Instant(secondsSince1970: 1_790_000_000),
        source: "form",
        proof: Array(#"{"ip":"192.0.2.1"}"#.utf8)),
      .init(purpose: "care", isGranted: false),
    ]
    (expected.objections, expected.unwanted, expected.preferredChannels) = (["news"], [], ["email"])
    #expect(read == expected)
    #expect(try patch("{}").get() == CustomerPatch())
  }

  @Test func whatIsWrongWithAPatch() throws {
    let long = String(repeating: "a", count: 129)
    let huge = String(repeating: "a", count: (32 << 10) + 1)
    let many = (0..<257).map { "\"a\($0)\": 1" }.joined(separator: ",")
    let table: [(json: String, code: String, path: String)] = [
      (#"{"age": 47}"#, "field.unknown", "age"),
      (#"{"contacts": []}"#, "field.unknown", "contacts"),
      (#"{"attributes": []}"#, "field.type", "attributes"),
      (#"{"attributes": {"a": {"b": 1}}}"#, "field.type", "attributes.a"),
      (#"{"attributes": {"": 1}}"#, "text.empty", "attributes."),
      (#"{"attributes": {"\#(long)": 1}}"#, "text.too_long", "attributes.\(String(repeating: "a", count: 40))"),
      (#"{"attributes": {"a": "\#(huge)"}}"#, "text.too_long", "attributes.a"),
      (#"{"attributes": {"a": ["\#(huge)"]}}"#, "text.too_long", "attributes.a"),
      (#"{"attributes": {\#(many)}}"#, "list.too_long", "attributes"),
      (#"{"country": 1}"#, "field.type", "country"),
      (#"{"zone": "\#(long)"}"#, "text.too_long", "zone"),
      (#"{"addresses": {"email": 1}}"#, "field.type", "addresses.email"),
      (#"{"addresses": {"email": ""}}"#, "text.empty", "addresses.email"),
      (#"{"consents": [{"granted": true}]}"#, "field.missing", "consents[0].purpose"),
      (#"{"consents": [{"purpose": "a", "granted": 1}]}"#, "field.type", "consents[0].granted"),
      (#"{"consents": [{"purpose": "a", "granted": true, "at": "soon"}]}"#, "moment.invalid", "consents[0].at"),
      (#"{"consents": [{"purpose": "a", "granted": true, "proof": 1}]}"#, "field.type", "consents[0].proof"),
      (#"{"objections": ["a", 1]}"#, "field.type", "objections[1]"),
      (#"{"unwanted": [""]}"#, "text.empty", "unwanted[0]"),
    ]
    for row in table {
      switch try patch(row.json) {
      case .success: Issue.record("accepted: \(row.json.prefix(80))")
      case .failure(let failure):
        #expect(
          failure.faults.map(\.code) == [row.code] && failure.faults.map(\.path) == [row.path], "\(failure.faults)")
      }
    }
  }

  @Test func patchesAndTheCharter() throws {
    let loaded = try Bank.loaded.get()
    let channel = loaded.charter.channels[0].name
    let table: [(json: String, paths: [String])] = [
      (#"{"attributes": {"age": 47, "income": 2000, "shoe_size": 42, "job": null}}"#, []),
      (#"{"attributes": {"age": "old", "income": true}}"#, ["attributes.age", "attributes.income"]),
      (#"{"addresses": {"\#(channel)": "a@b", "pigeon": "x", "gone": null}}"#, ["addresses.pigeon"]),
      (#"{"consents": [{"purpose": "gone", "granted": true}]}"#, ["consents[0].purpose"]),
      (#"{"objections": ["gone"], "preferred_channels": ["pigeon"]}"#, ["objections[0]", "preferred_channels[0]"]),
      (#"{"zone": "Mars/Olympus"}"#, ["zone"]), (#"{"zone": "Europe/Paris", "country": ""}"#, []),
    ]
    for row in table {
      let faults = try patch(row.json).get().checked(against: loaded)
      #expect(Set(faults.map(\.path)) == Set(row.paths), "\(row.json)")
    }
    #expect(
      try patch(#"{"attributes": {"age": 47, "shoe_size": 42}}"#).get().unknownAttributes(to: loaded) == ["shoe_size"])
  }

  /// A profile that is written is read again as it was, contacts of charters long gone included.
  @Test func profilesComeBack() throws {
    let loaded = try Bank.loaded.get()
    let binder = CustomerBinder(loaded)
    let (channel, purpose) = (loaded.charter.channels[0].name, loaded.charter.purposes[0].name)
    var profile = Profile()
    profile.createdAtMilliseconds = 1_790_000_000_123
    profile.attributes = [
      ("age", .int(47)), ("days", .list([.int(1), .string("two")])), ("score", .double(3)), ("shoe", .uint(.max)),
      ("since", .string("2026-01-01T00:00:00Z")), ("vip", .bool(true)),
    ]
    (profile.country, profile.region, profile.zone) = ("FR", "FR-57", "Europe/Paris")
    (profile.locale, profile.household) = ("fr-FR", "h-9")
    profile.addresses = [.init(channel: channel, text: "a@b", isSuppressed: true)]
    profile.consents = [
      .init(purpose: purpose, channel: nil, isGranted: true, atMilliseconds: 5, source: "", proof: []),
      .init(
        purpose: purpose, channel: channel, isGranted: false, atMilliseconds: 1_790_000_000_999, source: "call",
        proof: Array(#"{"n":1}"#.utf8)),
    ]
    (profile.objections, profile.preferredChannels) = ([purpose], [channel])
    profile.unwanted = [loaded.charter.actions[0].name]
    var random = RandomBodies(seed: 77)
    profile.ledger = Ledger(
      (0..<60).map { _ in
        var contact = random.contact()
        // As an import keeps them: of another hub's decisions.
        if contact.origin != 0 { contact.origin |= 1 << 63 }
        return contact
      })
    profile.events = (0..<5).map { Event(name: Symbol("e\($0)"), at: random.instant() + Int64($0) * 9999, amount: 0.1) }
      .sorted { $0.atSeconds < $1.atSeconds }
    let names = [Symbol("email"): "email", Symbol("e1"): "e1"]
    func text(_ profile: Profile) -> String {
      var writer = JSONWriter()
      writer.beginObject()
      writer.key("id")
      writer.string("c-1")
      profile.writeMembers(into: &writer) { names[$0] }
      writer.endObject()
      return String(decoding: writer.bytes, as: UTF8.self)
    }
    let written = text(profile)
    let (id, read) = try parsed(written) { Profile.read($0, binder: binder) }.get()
    #expect(id == "c-1")
    let imported = read.created(1)
    #expect(text(imported) == written)
    #expect(imported.ledger.contacts.map(\.action) == profile.ledger.contacts.map(\.action))
    #expect(imported.ledger.contacts.map(\.flags) == profile.ledger.contacts.map(\.flags))
    #expect(imported.ledger.contacts.map(\.weightHundredths) == profile.ledger.contacts.map(\.weightHundredths))
    #expect(imported.events.map(\.name) == profile.events.map(\.name))
  }

  @Test func symbolsAsTexts() {
    #expect(Symbol(text: "") == .none && Symbol(text: "email") == Symbol("email"))
    #expect(Symbol(text: "#ff").rawValue == 255 && Symbol(text: "#xyz") == Symbol("#xyz"))
    #expect(Symbol(rawValue: 255).text { _ in nil } == "#ff" && Symbol.none.text { _ in "a" } == "")
  }
}
