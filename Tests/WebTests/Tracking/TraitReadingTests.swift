import Testing

@testable import Web

@Suite("Traits and context of the tracking protocol")
struct TraitReadingTests {
  @Test(
    "attributes",
    arguments: [
      (#"{"age":30,"town":"Lyon"}"#, "age=30, town=“Lyon”"),
      // What the charter does not know is kept under its own name, for charters to come.
      (#"{"Shoe Size":42,"vegan":true,"ratio":0.5}"#, "Shoe Size=42, ratio=0.5, vegan=true"),
      // Other ways to write the charter's names.
      (#"{"firstName":"Ada"}"#, "first_name=“Ada”"), (#"{"First Name":"Ada"}"#, "first_name=“Ada”"),
      // The charter's own name wins, wherever it stands.
      (#"{"first_name":"Ada","firstName":"Eve"}"#, "first_name=“Ada”"),
      (#"{"firstName":"Eve","first_name":"Ada"}"#, "first_name=“Ada”"),
      // Null takes away.
      (#"{"age":null,"unheard of":null}"#, "age=null, unheard of=null"),
      // What other languages make of a type.
      (#"{"age":"31"}"#, "age=31"), (#"{"age":31.0}"#, "age=31"), (#"{"spent":3}"#, "spent=3.0"),
      (#"{"spent":" 3.5 "}"#, "spent=3.5"), (#"{"vip":"true"}"#, "vip=true"), (#"{"town":75001}"#, "town=“75001”"),
      (#"{"since":"2026-01-02T03:04:05.678+01:00"}"#, "since=2026-01-02T02:04:05Z"),
      (#"{"since":1767319445}"#, "since=2026-01-02T02:04:05Z"),
      (#"{"since":1767319445678}"#, "since=2026-01-02T02:04:05Z"),
      (#"{"tags":["a","b"]}"#, "tags=[“a” “b”]"), (#"{"tags":["a",7]}"#, "tags=[“a” “7”]"),
      // Objects and lists are taken only where the charter asks for what is in them.
      (#"{"company":{"name":"Acme","size":3},"friends":["x"]}"#, "company_name=“Acme”"),
      (#"{"address":{"city":"Lyon","country":"fr","street":"Rue"}}"#, "address_city=“Lyon”, country:FR"),
      (#"{"address":{"country":"France"}}"#, "known"), (#"{"address":"Rue"}"#, "address=“Rue”"),
      (#"{}"#, "known"),
    ])
  func attributes(_ traits: String, _ expected: String) throws {
    #expect(try TrackingWorld.told(#"{"userId":"1","traits":\#(traits)}"#, as: .identify) == ["1 is \(expected)"])
    // RudderStack's clients put them here.
    #expect(
      try TrackingWorld.told(#"{"userId":"1","context":{"traits":\#(traits)}}"#, as: .identify)
        == ["1 is \(expected)"])
  }

  @Test(
    "traits that do not fit are left out, the others taken",
    arguments: [
      (#"{"age":"old","vip":true}"#, "vip=true", 1), (#"{"age":1.5,"spent":{},"vip":2}"#, "known", 3),
      (#"{"age":9223372036854775808}"#, "known", 1), (#"{"tags":["a",null]}"#, "known", 1),
      (#"{"email":"no address","phone":"+33"}"#, "known", 2), (#"{"email":7}"#, "known", 1),
      (#"{"since":"yesterday"}"#, "known", 1),
    ])
  func misfits(_ traits: String, _ expected: String, _ count: Int) throws {
    #expect(
      try TrackingWorld.told(#"{"userId":"1","traits":\#(traits)}"#, as: .identify)
        == ["1 is \(expected)", "unusable: trait_misfit \(count)"])
  }

  @Test("traits that are no object tell nothing", arguments: ["null", "[]", "7", #""x""#])
  func noTraits(_ traits: String) throws {
    #expect(
      try TrackingWorld.told(#"{"userId":"1","traits":\#(traits),"context":null}"#, as: .identify) == ["1 is known"])
  }

  @Test(
    "addresses, which are no consent",
    arguments: [
      (#"{"email":" ada@example.com "}"#, "email→ada@example.com"), (#"{"email":null}"#, "no email"),
      (#"{"phone":"+33 6 12-34.56 (78)"}"#, "sms→+33612345678, whatsapp→+33612345678"),
      (#"{"phone":"0033612345678"}"#, "sms→+33612345678, whatsapp→+33612345678"),
      // Nobody says which country this number is of.
      (#"{"phone":"06 12 34 56 78"}"#, "sms→06 12 34 56 78, whatsapp→06 12 34 56 78"),
      (#"{"phone":null}"#, "no sms, no whatsapp"),
    ])
  func addresses(_ traits: String, _ expected: String) throws {
    #expect(try TrackingWorld.told(#"{"userId":"1","traits":\#(traits)}"#, as: .identify) == ["1 is \(expected)"])
  }

  @Test(
    "context",
    arguments: [
      (#"{"locale":"fr-FR","timezone":"Europe/Paris"}"#, "zone:Europe/Paris, locale:fr-FR"),
      (#"{"locale":"EN_us"}"#, "locale:en-US"), (#"{"locale":"zh-Hant-TW"}"#, "locale:zh-Hant-TW"),
      (#"{"locale":"français","timezone":"Mars/Olympus"}"#, "known"), (#"{"locale":null,"timezone":7}"#, "known"),
      (#"{"device":{"token":"t0k"},"ip":"1.2.3.4"}"#, "push→t0k"), (#"{"device":"phone"}"#, "known"),
      (
        #"{"consent":{"categoryPreferences":{"marketing":true,"newsLetter":false,"ads":true}}}"#,
        #"allows marketing by tracking {"categoryPreferences":{"marketing":true,"newsLetter":false,"ads":true}}, "#
          + #"refuses news_letter by tracking {"categoryPreferences":{"marketing":true,"newsLetter":false,"ads":true}}"#
      ),
      (
        #"{"consentManagement":{"allowedConsentIds":["x"],"deniedConsentIds":["marketing"]}}"#,
        #"refuses marketing by tracking {"allowedConsentIds":["x"],"deniedConsentIds":["marketing"]}"#
      ),
      (#"{"consent":{"categoryPreferences":{"marketing":"yes"}},"consentManagement":[]}"#, "known"),
    ])
  func context(_ context: String, _ expected: String) throws {
    #expect(try TrackingWorld.told(#"{"userId":"1","context":\#(context)}"#, as: .identify) == ["1 is \(expected)"])
  }

  @Test("an event's context tells who they are only when a device says that it changed")
  func contextOfEvents() throws {
    let context = #""context":{"device":{"token":"t0k"},"locale":"fr"}"#
    #expect(
      try TrackingWorld.told(#"{"userId":"1","event":"Application Opened",\#(context)}"#, as: .track)
        == ["1 did Application Opened (not kept)", "1 is locale:fr, push→t0k"])
    #expect(
      try TrackingWorld.told(#"{"userId":"1","event":"order_completed",\#(context)}"#, as: .track)
        == ["1 did order_completed"])
    #expect(
      try TrackingWorld.told(#"{"userId":"1","event":"Application Opened"}"#, as: .track)
        == ["1 did Application Opened (not kept)"])
  }

  @Test("a batch's context stands behind its events' own, member by member")
  func sharedContext() throws {
    #expect(
      try TrackingWorld.toldByBatch(
        """
        {"context":{"locale":"fr","timezone":"Europe/Paris"},"batch":[
          {"type":"identify","userId":"1"}, {"type":"identify","userId":"2","context":{"locale":"de","timezone":null}}]}
        """) == ["1 is zone:Europe/Paris, locale:fr", "2 is zone:Europe/Paris, locale:de"])
  }

  @Test(
    "names in snake case",
    arguments: [
      ("Order Completed", "order_completed"), ("orderCompleted", "order_completed"), ("URLOpened", "url_opened"),
      ("order-completed", "order_completed"), ("  Order  Completed! ", "order_completed"), ("ORDER", "order"),
      ("Step2Done", "step2_done"), ("page_view", "page_view"), ("Commande Créée", "commande_créée"), ("", ""),
      ("—", "—"), ("v1.2", "v1_2"), ("aB", "a_b"), ("AB", "ab"),
    ])
  func snakeCase(_ name: String, _ expected: String) { #expect(name.snakeCased == expected) }
}
