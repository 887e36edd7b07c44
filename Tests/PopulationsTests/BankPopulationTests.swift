import Charters
import Foundation
import Populations
import Testing

private let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()
private let realFile = root.appending(path: "../shared/data/bank-marketing/bank-additional-full.csv")
  .standardizedFileURL
private let hasRealFile = FileManager.default.fileExists(atPath: realFile.path)
private let rowsCount = 41_188

/// Rows of quoted text and numbers without quotes or delimiters inside, by column.
private struct Sheet {
  var columns: [String: [String]] = [:]
  var header: [String]
  var count: Int

  init(_ text: String) {
    let lines = text.split(whereSeparator: \.isNewline).map {
      $0.split(separator: ";").map { $0.filter { $0 != "\"" } }
    }
    header = lines[0]
    count = lines.count - 1
    for (position, name) in header.enumerated() { columns[name] = lines.dropFirst().map { $0[position] } }
  }

  /// How often each combination of values of some columns occurs.
  func counts(_ names: String...) -> [String: Int] {
    let picked = names.map { columns[$0] ?? [] }
    var counts: [String: Int] = [:]
    for row in 0..<count { counts[picked.map { $0[row] }.joined(separator: " "), default: 0] += 1 }
    return counts
  }
}

private func exampleFile() throws -> String {
  try String(contentsOf: root.appending(path: "Examples/bank/population.yaml"), encoding: .utf8)
}

private func csv(seed: UInt64) throws -> String {
  let population = try PopulationFile.read(exampleFile())
  var bytes: [UInt8] = []
  population.appendHeader(to: &bytes)
  for index in 0..<UInt64(rowsCount) { population.appendRow(index, seed: seed, to: &bytes) }
  return String(decoding: bytes, as: UTF8.self)
}

/// Half the sum of all differences of two shares: 0 the same, 1 nothing in common.
private func distance(_ a: [String: Int], _ b: [String: Int]) -> Double {
  let (totalA, totalB) = (Double(a.values.reduce(0, +)), Double(b.values.reduce(0, +)))
  return Set(a.keys).union(b.keys).reduce(0) {
    $0 + abs(Double(a[$1] ?? 0) / totalA - Double(b[$1] ?? 0) / totalB)
  } / 2
}

@Suite("the made-up customers of the bank")
struct BankPopulationTests {
  @Test("stay small enough to read, and are not a copy of the file")
  func size() throws {
    #expect(try exampleFile().utf8.count < 60_000)
  }

  @Test("do not contradict themselves")
  func relations() throws {
    let sheet = Sheet(try csv(seed: 1))
    #expect(sheet.count == rowsCount)
    for key in sheet.counts("poutcome", "previous", "pdays").keys {
      let words = key.split(separator: " ")
      // Never called before: no calls counted, no days noted. A success has both.
      #expect((words[0] == "nonexistent") == (words[1] == "0"), "\(key)")
      #expect(words[0] != "nonexistent" || words[2] == "999", "\(key)")
      #expect(words[0] != "success" || words[2] != "999", "\(key)")
    }
    for key in sheet.counts("housing", "loan").keys {
      #expect(key == "unknown unknown" || !key.contains("unknown"), "\(key)")
    }
    // A price index stands for one month; the other figures of the economy are those of that month.
    let months = sheet.counts("cons.price.idx", "month", "emp.var.rate", "cons.conf.idx", "nr.employed")
    #expect(months.count == sheet.counts("cons.price.idx").count)
    #expect(sheet.counts("campaign").keys.allSatisfy { (1...56).contains(Int($0) ?? 0) })
    #expect(sheet.counts("age").keys.allSatisfy { (17...98).contains(Int($0) ?? 0) })
  }

  @Test("hold to the frequencies of their file, column by column")
  func marginals() throws {
    let population = try PopulationFile.read(exampleFile())
    let unconditional = population.spec.columns.enumerated().filter { $1.given.isEmpty }
    #expect(!unconditional.isEmpty)
    for (position, column) in unconditional {
      let total = column.tables[0].outcomes.reduce(0) { $0 + Double($1.weight) }
      var counts: [PopulationValue: Int] = [:]
      for index in 0..<UInt64(rowsCount) { counts[population.makeRow(index, seed: 1)[position], default: 0] += 1 }
      for outcome in column.tables[0].outcomes {
        #expect(
          isNear(counts[outcome.value] ?? 0, of: rowsCount, share: Double(outcome.weight) / total),
          "\(column.name) \(outcome.value)")
      }
    }
  }
}

@Suite(
  "the made-up customers beside the real ones",
  .enabled(if: hasRealFile, "skipped: ../shared/data/bank-marketing/bank-additional-full.csv is absent"))
struct BankResemblanceTests {
  /// Twice what two halves of the same lottery of 41,188 differ by, and a little for rounding and for what is not modelled.
  private static let columns: [(names: [String], distanceMax: Double)] = [
    (["job"], 0.01), (["marital"], 0.01), (["education"], 0.01), (["default"], 0.01), (["housing"], 0.01),
    (["loan"], 0.01),
    (["contact"], 0.01), (["month"], 0.01), (["day_of_week"], 0.01), (["poutcome"], 0.01), (["previous"], 0.01),
    (["pdays"], 0.01), (["y"], 0.01), (["campaign"], 0.01), (["age"], 0.03), (["euribor3m"], 0.05),
  ]

  @Test("are as many of each kind, and of each pair of kinds")
  func distances() throws {
    let real = Sheet(try String(contentsOf: realFile, encoding: .utf8))
    let made = Sheet(try csv(seed: 1))
    #expect(made.header == real.header)
    for (names, distanceMax) in BankResemblanceTests.columns {
      let far = distance(real.counts(names[0]), made.counts(names[0]))
      #expect(far < distanceMax, "\(names[0]): \(far)")
    }
    let pairs = [
      ("age", "job", 0.09), ("job", "education", 0.03), ("age", "marital", 0.08), ("housing", "loan", 0.01),
      ("contact", "month", 0.01), ("month", "euribor3m", 0.05), ("poutcome", "previous", 0.01),
      ("poutcome", "pdays", 0.02),
      ("poutcome", "y", 0.01), ("job", "y", 0.03), ("month", "y", 0.02), ("education", "default", 0.02),
      ("contact", "y", 0.02),
      ("marital", "job", 0.02), ("education", "y", 0.02), ("default", "y", 0.03), ("campaign", "y", 0.02),
    ]
    for (first, second, distanceMax) in pairs {
      let far = distance(real.counts(first, second), made.counts(first, second))
      #expect(far < distanceMax, "\(first) × \(second): \(far)")
    }
  }

  @Test("say yes as often after an earlier success, failure or nothing")
  func answers() throws {
    let real = Sheet(try String(contentsOf: realFile, encoding: .utf8)).counts("poutcome", "y")
    let made = Sheet(try csv(seed: 1)).counts("poutcome", "y")
    for outcome in ["success", "failure", "nonexistent"] {
      let rates = [real, made].map { counts in
        Double(counts["\(outcome) yes"] ?? 0) / Double((counts["\(outcome) yes"] ?? 0) + (counts["\(outcome) no"] ?? 0))
      }
      #expect(abs(rates[0] - rates[1]) < 0.03, "\(outcome): \(rates)")
    }
  }
}
