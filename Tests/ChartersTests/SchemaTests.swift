import Charters
import Foundation
import Testing

@Suite("JSON Schemas for editors")
struct SchemaTests {
  private func schema(_ name: String) throws -> [String: Any] {
    let text = try #require(CharterLoader.schemas().first { $0.name == "\(name).schema.json" }?.text)
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
    return try #require(object as? [String: Any])
  }

  @Test(
    "are JSON, one for each kind of file",
    arguments: ["charter", "world", "channels", "policy", "models", "actions", "markets", "tests"])
  func json(_ name: String) throws {
    let schema = try schema(name)
    #expect(schema["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
    #expect(schema["title"] as? String == "Mesure: \(name)")
  }

  @Test("know what a file must have and what it cannot have")
  func keys() throws {
    let charter = try schema("charter")
    #expect(charter["additionalProperties"] as? Bool == false)
    let required = try #require(charter["required"] as? [String])
    #expect(Set(required) == ["name", "currency", "country", "zone", "purposes", "issues"])
    let properties = try #require(charter["properties"] as? [String: Any])
    #expect(properties["flor"] == nil)
    #expect(properties["floor"] != nil)
  }

  @Test("refuse the names, words and numbers that `mesure check` refuses")
  func values() throws {
    let charter = try schema("charter")
    let properties = try #require(charter["properties"] as? [String: [String: Any]])
    let pattern = try #require(properties["name"]?["pattern"] as? String)
    for (name, fits) in [
      ("retail-bank", true), ("Retail", false), ("1st", false), (String(repeating: "a", count: 65), false),
    ] {
      #expect((name.range(of: pattern, options: .regularExpression) != nil) == fits, "\(name)")
      let wrong = SmallCharter().replacing("name: small", with: "name: \(name)", in: "charter.yaml")
      #expect(wrong.faults.isEmpty == fits, "\(name)")
    }
    // A key that may be left out may also stand without a value.
    let locales = try #require(properties["locale"]?["anyOf"] as? [[String: Any]])
    #expect(locales.first?["type"] as? String == "null")
    #expect(locales.last?["enum"] as? [String] == ["en", "fr"])
    let floor = try #require(properties["floor"]?["anyOf"] as? [[String: Any]])
    #expect(floor.last?["minimum"] as? Double == -1e9)
    #expect(floor.last?["maximum"] as? Double == 1e9)
  }
}
