import Charters
@testable import Intake
import Records
import Seeds
import Testing
import Times

/// The two readers of one contact or consent: what the quick one takes, the one that explains faults reads the same.
@Suite struct WellFormedTests {
  /// Good and bad values of each key of a contact; the good ones come first, as many as the number says.
  private static let contactValues: [(key: String, good: Int, values: [String])] = [
    (
      "at", 5,
      [
        #""2026-11-22T09:00:30Z""#, #""2026-11-22""#, #""2026-02-28T23:59:59+01:00""#, #""2026-10-25T02:30""#,
        #""2026-12-31T24:00:00Z""#, #""soon""#, #""2026-02-30T09:00:30Z""#, #""2026-11-22T25:00:30Z""#, "7", "null",
      ]
    ),
    ("action", 3, [#""a""#, ##""#2f""##, #""""#, "1", "null"]),
    ("channel", 2, [#""email""#, #""caf\u00e9""#, "true", "null"]),
    ("purpose", 3, [#""news""#, "null", #""""#, "{}"]),
    ("group", 2, [#""g""#, "null", "1.5"]),
    ("issue", 2, [#""i""#, "null", "[]"]),
    ("state", 4, [#""delivered""#, #""handedOver""#, #""bounced""#, "null", #""lost""#, "1"]),
    ("outcome", 3, [#""opened""#, #""none""#, "null", #""a word that is longer than any that there is""#, "false"]),
    ("outcome_at", 2, [#""2026-11-22T10:00:30.5Z""#, "null", #""then""#]),
    ("brand", 2, [#""north""#, "null", "3"]),
    ("weight", 4, ["1", "2.5", "655.35", "null", "655.36", "-1", #""1""#]),
    ("channel_kind", 2, [#""email""#, "null", #""pigeon""#]),
    ("direction", 2, [#""inbound""#, "null", #""up""#]),
    ("purpose_kind", 2, [#""service""#, "null", #""none""#]),
    ("address_key", 3, [#""ff""#, #""+1""#, "null", #""xyz""#, "1"]),
    ("decision", 2, [#""d-1""#, "null", "1"]),
    ("choice", 4, ["0", "15", "2.0", "null", "16", "-1", "0.5", #""1""#]),
    ("stat", 0, [#""x""#, "null"]),
    ("purpose_kins", 0, ["null"]),
  ]

  private static let consentValues: [(key: String, good: Int, values: [String])] = [
    ("purpose", 2, [#""news""#, #""""#, "1", "null"]),
    ("granted", 2, ["true", "false", "1", "null", #""true""#]),
    ("channel", 1, [#""email""#, "null", "1"]),
    ("at", 3, [#""2026-11-22T09:00:30.250Z""#, #""2026-11-22T09:00""#, #""2026-11-22""#, "null", #""soon""#]),
    ("source", 1, [#""form""#, "null", "1"]),
    ("proof", 2, [#"{"ip": "::1"}"#, "null", "1"]),
    ("sourcf", 0, ["1"]),
  ]

  /// An object of some of the keys in any order, mostly with good values.
  private static func object(
    of keys: [(key: String, good: Int, values: [String])], needed: Int, _ random: inout SeededGenerator
  ) -> String {
    let share = random.pick([0.1, 0.5, 0.9])
    let badness = random.pick([0, 0.05])
    let chosen = keys.enumerated().filter { place, key in
      key.good > 0 ? place < needed ? !random.chance(badness) : random.chance(share) : random.chance(badness)
    }
    let members = chosen.map(\.element).shuffled(using: &random).map { key in
      let good = key.values.prefix(max(1, key.good))
      return "\"\(key.key)\": \(random.chance(badness) ? random.pick(key.values) : random.pick(good))"
    }
    return "{\(members.joined(separator: ", "))}"
  }

  private func parsed<R>(_ text: String, _ body: (JSONValue) -> R) throws -> R {
    let parser = try #require(JSONParser())
    return try Array(text.utf8).withUnsafeBufferPointer { try parser.withObject($0, body) }
  }

  @Test func contactsAreReadTheSame() throws {
    let zone = try #require(Zone(fixedOffset: "+01:00"))
    var random = SeededGenerator(seed: 31)
    var takenCount = 0
    for number in 0..<4_000 {
      let text = WellFormedTests.object(of: WellFormedTests.contactValues, needed: 3, &random)
      let (quick, slow, faults) = try parsed(text) { object in
        var faults: [CustomerFault] = []
        let item = Item(object, "a contact", "contacts[0]", keys: ContactReading.keys, &faults)
        let slow = ContactReading.contact(item, zone, &faults)
        return (ContactReading.wellFormed(object, zone), slow, faults)
      }
      // The quick one takes what has no fault, and nothing else.
      #expect(quick.map { "\($0)" } == (faults.isEmpty ? slow.map { "\($0)" } : nil), "\(number): \(text)")
      if quick != nil { takenCount += 1 }
    }
    #expect((1_000..<3_900).contains(takenCount))
  }

  @Test func consentsAreReadTheSame() throws {
    let zone = try #require(Zone(fixedOffset: "+01:00"))
    var random = SeededGenerator(seed: 32)
    var takenCount = 0
    for number in 0..<4_000 {
      let text = WellFormedTests.object(of: WellFormedTests.consentValues, needed: 2, &random)
      let (quick, slow, faults) = try parsed(text) { object in
        var faults: [CustomerFault] = []
        let item = Item(object, "a consent", "consents[0]", keys: DraftReading.consentKeys, &faults)
        let slow = DraftReading.consent(item, zone, &faults)
        return (DraftReading.wellFormedConsent(object, zone), slow, faults)
      }
      // A proof, and what is null, the quick one leaves to the other.
      guard let quick else { continue }
      takenCount += 1
      #expect(faults.isEmpty && slow.map { "\($0)" } == "\(quick)", "\(number): \(text)")
    }
    #expect((500..<3_900).contains(takenCount))
  }
}
