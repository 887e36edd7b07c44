import Foundation
import Indicators
import Testing

/// The Python package lifetimes, as its makers publish it.
private enum LifetimesPackage {
  private static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// What it says of customers.
  struct Findings: Decodable {
    var purchases: [Double]
    var spend: [Double]
    var alive: [Double]
    var expected: [Double]
    var average: [Double]
    var twelve: [Double]
    var twentyFour: [Double]
  }

  /// Whether `scripts/setup --tests` could install it.
  static let isInstalled = (try? run(["-c", "import importlib.util as u; assert u.find_spec('lifetimes')"]))?.code == 0

  static func findings(_ summaries: [PurchaseSummary]) throws -> Findings {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("mesure-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    let lists = [
      "frequency": summaries.map { Double($0.frequency) }, "recency": summaries.map(\.recencyDays),
      "age": summaries.map(\.ageDays), "value": summaries.map(\.meanValue),
    ]
    try JSONEncoder().encode(lists).write(to: file)
    let (code, out) = try run([repository + "/Tests/Clients/lifetimes_fitting.py", file.path])
    try #require(code == 0)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Findings.self, from: out)
  }

  private static func run(_ arguments: [String]) throws -> (code: Int32, out: Data) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: repository + "/out/venv/bin/python")
    process.arguments = ["-W", "ignore"] + arguments
    process.environment = ["PYTHONDONTWRITEBYTECODE": "1", "PATH": "/usr/bin:/bin"]
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let out = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, out)
  }
}

/// How far two lists are apart at most, each difference beside the size of the second number.
private func distance(_ own: [Double], _ other: [Double]) -> Double {
  zip(own, other).map { abs($0 - $1) / max(abs($1), 1e-9) }.max() ?? 0
}

@Suite struct LifetimeTests {
  @Test(
    "Parameters, the chance to be alive, expected purchases and worth are those of the package lifetimes",
    .enabled(if: LifetimesPackage.isInstalled, "the package lifetimes is not installed: scripts/setup --tests"),
    arguments: [1 as UInt64, 2])
  func lifetimes(seed: UInt64) throws {
    let summaries = PurchaseWorld().customers(2_357, seed: seed).map(\.summary)
    let fit = try LifetimeFit(summaries)
    let spend = try #require(fit.spend)
    let theirs = try LifetimesPackage.findings(summaries)
    let apart = distance([fit.purchases.r, fit.purchases.alpha, fit.purchases.a, fit.purchases.b], theirs.purchases)
    let spendApart = distance([spend.p, spend.q, spend.v], theirs.spend)
    print("seed \(seed): parameters apart by \(apart) of BG/NBD, \(spendApart) of gamma-gamma")
    // Their search stops when its gain is small, ours when its steps are: they may differ by that.
    #expect(apart < 1e-4)
    #expect(spendApart < 1e-4)
    // The formulas are compared at their parameters, so that they have to agree to all digits.
    let purchases = PurchaseModel(
      r: theirs.purchases[0], alpha: theirs.purchases[1], a: theirs.purchases[2], b: theirs.purchases[3])
    let model = SpendModel(p: theirs.spend[0], q: theirs.spend[1], v: theirs.spend[2])
    #expect(distance(summaries.map(purchases.chanceAlive), theirs.alive) < 1e-9)
    #expect(distance(summaries.map { purchases.expectedPurchases($0, days: 365) }, theirs.expected) < 1e-8)
    #expect(distance(summaries.map(model.expectedValue), theirs.average) < 1e-9)
    for (months, worth) in [(12, theirs.twelve), (24, theirs.twentyFour)] {
      let terms = LifetimeTerms(months: months, monthDays: 30)
      #expect(distance(summaries.map { fit.value($0, terms).value ?? .nan }, worth) < 1e-3)
    }
  }

  @Test(
    "The parameters that customers were made by lie within three standard deviations of those that are found",
    arguments: [7 as UInt64, 8, 9])
  func parameters(seed: UInt64) throws {
    let world = PurchaseWorld()
    let fit = try LifetimeFit(world.customers(5_000, seed: seed).map(\.summary))
    let spend = try #require(fit.spend)
    let found = [fit.purchases.r, fit.purchases.alpha, fit.purchases.a, fit.purchases.b, spend.p, spend.q, spend.v]
    let truth = [
      world.model.r, world.model.alpha, world.model.a, world.model.b, world.spend.p, world.spend.q, world.spend.v,
    ]
    for (index, deviation) in (fit.purchaseDeviations + fit.spendDeviations).enumerated() {
      #expect(abs(log(found[index] / truth[index])) < 3 * deviation, "seed \(seed), parameter \(index)")
    }
  }

  @Test("As many purchases come in the next half year as are expected, within four standard errors")
  func foresight() throws {
    let customers = PurchaseWorld().customers(20_000, seed: 3, laterDays: 182)
    let fit = try LifetimeFit(customers.map(\.summary))
    let expected = customers.reduce(0) { $0 + fit.purchases.expectedPurchases($1.summary, days: 182) }
    let came = customers.reduce(0) { $0 + Double($1.later) }
    let squares = customers.reduce(0) { $0 + Double($1.later * $1.later) }
    #expect(abs(expected - came) < 4 * squares.squareRoot())
  }

  @Test("Nine fits in ten or more hold the true worth of all within their interval: 40 worlds of 2,000 customers")
  func coverage() throws {
    let world = PurchaseWorld()
    let terms = LifetimeTerms(months: 12)
    var covered = 0
    for seed in 100..<140 as Range<UInt64> {
      let summaries = world.customers(2_000, seed: seed).map(\.summary)
      let total = try #require(try LifetimeFit(summaries).total(summaries, terms))
      // The truth: the same sum at the parameters that made them.
      let truth = summaries.reduce(0) { sum, one in
        var (worth, before) = (0.0, 0.0)
        for month in 1...12 {
          let until = world.model.expectedPurchases(one, days: Double(month) * terms.monthDays)
          worth += (until - before) / pow(1.01, Double(month))
          before = until
        }
        return sum + worth * world.spend.expectedValue(one)
      }
      if abs(total.value - truth) < 1.96 * total.deviation { covered += 1 }
    }
    print("\(covered) of 40 intervals hold the truth")
    #expect(covered >= 34)
  }

  @Test("Too few customers, or none who bought twice, are refused")
  func tooFew() {
    let one = PurchaseSummary(frequency: 1, recencyDays: 3, ageDays: 10, meanValue: 5)
    let none = PurchaseSummary(frequency: 0, recencyDays: 0, ageDays: 10)
    #expect(throws: LifetimeFit.Fault.tooFew) { try LifetimeFit(Array(repeating: one, count: 49)) }
    #expect(throws: LifetimeFit.Fault.tooFew) { try LifetimeFit(Array(repeating: none, count: 500)) }
  }

  @Test("Purchases of one day are one, and the first day is no repeat")
  func tally() {
    var tally = PurchaseTally()
    #expect(tally.summary(endDay: 100) == nil)
    for (day, value) in [(10, 5.0), (10, 7), (14, 3), (14, 4), (20, 0)] { tally.add(day: day, value: value) }
    // Day 14 was worth 7; of day 20 nobody knows the worth.
    #expect(
      tally.summary(endDay: 40)
        == PurchaseSummary(frequency: 2, recencyDays: 10, ageDays: 30, meanValue: 7))
  }
}
