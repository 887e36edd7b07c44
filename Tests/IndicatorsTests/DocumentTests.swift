import Foundation
import Indicators
import Testing

/// docs/INDICATORS.md beside the table that the report is made from.
@Suite struct DocumentTests {
  private static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("docs/INDICATORS.md")

  private static func line(_ indicator: Indicator) -> String {
    let own = indicator.definition
    return "| `\(indicator.rawValue)` | \(own.meaning) | \(own.unit) | \(own.method.rawValue) | \(own.basis) | "
      + "\(own.source) | \(own.cuts.rawValue) |"
  }

  @Test("Every indicator has its line, as the program has it, in its order; MESURE_WRITE=1 writes them")
  func complete() throws {
    let wanted = Indicator.allCases.map(Self.line)
    var text = try String(contentsOf: Self.path, encoding: .utf8)
    var lines = text.components(separatedBy: "\n")
    let isOwn = { (line: String) in
      line.hasPrefix("| `") && line.hasSuffix("|") && line.split(separator: "|").count == 7
    }
    if ProcessInfo.processInfo.environment["MESURE_WRITE"] != nil,
      let header = lines.firstIndex(where: { $0.hasPrefix("| indicator |") })
    {
      lines.removeAll(where: isOwn)
      lines.insert(contentsOf: wanted, at: header + 2)
      text = lines.joined(separator: "\n")
      try text.write(to: Self.path, atomically: true, encoding: .utf8)
    }
    #expect(lines.filter(isOwn) == wanted)
  }

  @Test("Definitions are whole, and no two indicators have one title")
  func whole() {
    for indicator in Indicator.allCases {
      let own = indicator.definition
      #expect(!own.title.isEmpty && !own.meaning.isEmpty && !own.unit.isEmpty && !own.basis.isEmpty)
    }
    #expect(Set(Indicator.allCases.map(\.definition.title)).count == Indicator.allCases.count)
  }
}
