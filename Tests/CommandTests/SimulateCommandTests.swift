import Foundation
import Testing

/// Simulations of the example bank, with customers who are made up.
@Suite(
  "mesure simulate", .enabled(if: Program.isBuilt, "the program is not built; `swift build` builds it"), .serialized)
struct SimulateCommandTests {
  private static let bank =
    "$mesure simulate Examples/bank Examples/bank/population.yaml --rows 300 --days 7 --from 2026-11-02"

  @Test("any number of threads writes the same bytes; another seed writes others")
  func threads() throws {
    let one = try Program.run("\(Self.bank) --json --jobs 1")
    #expect(one.code == 0, "\(one.err)")
    #expect(one.out.hasPrefix("{\"first_day\":\"2026-11-02\",\"days\":7,\"customers\":300,"))
    #expect(try Program.run("\(Self.bank) --json --jobs 3").out == one.out)
    #expect(try Program.run("\(Self.bank) --json --jobs 3 --seed 2").out != one.out)
  }

  @Test("a charter beside itself changes nothing; a lever changes something, and a sentence says what")
  func comparison() throws {
    let same = try Program.run("\(Self.bank) --against Examples/bank")
    #expect(same.code == 0, "\(same.err)")
    #expect(same.out.hasSuffix("In 7 days the change changes nothing: every customer hears the same.\n"))
    let turned = try Program.run("\(Self.bank) --lever savings=3 --by age,earns_points")
    #expect(turned.code == 0, "\(turned.err)")
    let sentence = turned.out.split(separator: "\n").last ?? ""
    #expect(sentence.hasPrefix("In 7 days the change sends ") && sentence.hasSuffix("."), "\(sentence)")
    #expect(turned.out.contains("earns_points  no"), "\(turned.out)")
    let table = try Program.run("\(Self.bank) --lever savings=3 --csv")
    #expect(table.out.hasPrefix("kind,name,part,before,after,change,change_low,change_high\n"))
    #expect(table.out.contains("\nmeasure,contacts,,"))
  }

  @Test("the lever that reaches a volume is found, and comes to the same when it is turned by hand")
  func reach() throws {
    let found = try Program.run("\(Self.bank) --reach loyalty=12 --json")
    #expect(found.code == 0, "\(found.err)")
    let marker = try #require(found.out.range(of: "\"lever\":{\"mean\":"))
    let lever = found.out[marker.upperBound...].prefix { $0 != "," }
    let turned = try Program.run("\(Self.bank) --lever loyalty=\(lever) --json")
    let after = try #require(turned.out.range(of: "\"after\":"))
    #expect(found.out.contains(turned.out[after.lowerBound...].dropLast(2)), "lever \(lever)")
    let far = try Program.run("\(Self.bank) --reach loyalty=100000 --within 0..2")
    #expect(far.code == 0 && far.out.contains("are out of reach: with the lever at +2.000"), "\(far.out)")
    #expect(far.out.contains("Even if nothing else were sent"))
  }

  @Test("what cannot be played is said, with the exit code that goes with it")
  func mistakes() throws {
    let folder = try Program.temporaryFolder()
    try Data("rates: { nothing: 0.1 }".utf8).write(to: URL(fileURLWithPath: "\(folder)/truth.yaml"))
    let cases: [(options: String, code: Int32, message: String)] = [
      ("--truth \(folder)/truth.yaml", 1, "truth.yaml:1:10: error: there is no action `nothing`"),
      ("--truth \(folder)/missing.yaml", 2, "cannot be read"),
      ("--lever nothing=1", 2, "there is no issue, group or action `nothing`"),
      ("--by nothing", 2, "there is no attribute `nothing`"),
      ("--reach nothing=1", 2, "there is no issue, group or action `nothing`"),
      ("--reach cards", 64, "write NAME=2000"),
      ("--reach cards=9 --within 2..1", 64, "write -0.5..2"), ("--reach cards=9 --csv", 64, "leave out"),
      ("--lever cards", 64, "write NAME=0.5"), ("--sweep-at noon", 64, "write 10:00"), ("--days 0", 64, "--days"),
      ("--json --csv", 64, "choose one"),
    ]
    for (options, code, message) in cases {
      let ended = try Program.run("\(Self.bank) \(options)")
      #expect(ended.code == code, "\(options): \(ended.err)")
      #expect(ended.err.contains(message), "\(options): \(ended.err)")
    }
  }
}
