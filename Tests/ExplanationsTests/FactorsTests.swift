import Decisions
import Explanations
import Records
import Testing
import Times

@Suite("Factors in JSON")
struct FactorsTests {
  @Test(
    "read alike everywhere: what was given is exact, what was worked out has four places",
    arguments: [
      (
        0.04, 55.0, 0.5, 0.25, 1.0,
        #"{"at":"now","propensity":0.04,"value":55.0,"lever":0.5,"priority":3.3000,"cost":0.2500,"net":3.0500}"#
      ),
      // Waiting takes a share of what is worth something, and nothing of what is not.
      (
        0.5, 10.0, 0.0, 1.0, 0.5,
        #"{"at":"now","propensity":0.5,"value":10.0,"lever":0.0,"priority":5.0000,"cost":1.0000,"net":2.0000}"#
      ),
      (
        0.0, 10.0, -0.1, 1.0 / 3, 0.5,
        #"{"at":"now","propensity":0.0,"value":10.0,"lever":-0.1,"priority":0.0000,"cost":0.3333,"net":-0.3333}"#
      ),
    ])
  func members(
    propensity: Double, value: Double, lever: Double, cost: Double, patience: Double, expected: String
  ) {
    let choice = Choice(
      treatment: 0, at: Instant(secondsSince1970: 0), propensity: propensity, value: value, lever: lever, cost: cost,
      patience: patience)
    var json = JSONWriter(capacity: 256)
    json.beginObject()
    Factors(choice).writeMembers(at: "now", into: &json)
    json.endObject()
    #expect(String(decoding: json.bytes, as: UTF8.self) == expected)
  }
}
