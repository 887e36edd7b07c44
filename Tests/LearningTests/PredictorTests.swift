import Decisions
import Foundation
import Learning
import LearningTrials
import Seeds
import Testing

/// What is said of the predictors of models: bins, how well each tells those who accept, what the weights mean.
@Suite("Predictors") struct PredictorTests {
  static let names = ModelNames(issue: "sales", group: "cards", action: "card", channel: "email")
  static let keys = ["age", "town", "noise"].map { Chance.key(of: $0) }

  static func features(age: Double?, town: String?, noise: Double) -> FeatureList {
    var list = FeatureList()
    list.begin(named: ["age", "town", "noise"])
    if let age { list.append(keys[0], number: age) } else { list.append(missing: keys[0]) }
    if let town {
      list.append(keys[1], text: Chance.key(of: town), spelled: town)
    } else {
      list.append(missing: keys[1])
    }
    list.append(keys[2], number: noise)
    return list
  }

  private typealias Row = (age: Double?, town: String?, isPositive: Bool)

  /// Customers who accept the more the older they are, and rather in Nantes; noise says nothing.
  private static func world(
    _ count: Int, seed: UInt64, age: (inout SeededGenerator) -> Double? = { $0.chance(0.9) ? $0.double(18...80) : nil }
  ) -> (models: LearnedModels, rows: [Row]) {
    var generator = SeededGenerator(seed: seed)
    var models = LearnedModels()
    var rows: [Row] = []
    for _ in 0..<count {
      let (age, town) = (age(&generator), generator.chance(0.95) ? generator.pick(["Nantes", "Lyon", "Lille"]) : nil)
      let chance = Elementary.sigmoid(-2 + ((age ?? 45) - 45) / 15 + (town == "Nantes" ? 1 : 0))
      let isPositive = generator.chance(chance)
      models.learn(
        features(age: age, town: town, noise: generator.double(0...1)), names, Response(isPositive: isPositive))
      rows.append((age, town, isPositive))
    }
    return (models, rows)
  }

  @Test(
    "every response lies in the one bin that holds its value, however values come",
    arguments: ["shuffled", "rising", "falling", "few", "hostile"])
  func exact(_ order: String) throws {
    var number = 0
    let extremes = [1e300, -1e300, 0, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .nan, .infinity]
    let (models, rows) = Self.world(5000, seed: 5) { generator in
      number += 1
      switch order {
      case "rising": return Double(number)
      case "falling": return -Double(number).squareRoot()
      case "few": return Double(generator.int(1...7))
      case "hostile": return generator.chance(0.3) ? generator.pick(extremes) : generator.double(0...1e-9)
      default: return generator.double(18...80)
      }
    }
    let age = try #require(models.predictorFigures(of: 0).first)
    #expect(age.all.responses == 5000 && age.bins.count <= 14)
    for bin in age.bins {
      let held = rows.filter { row in
        let known = row.age.flatMap { $0.isFinite ? $0 : nil }
        switch (bin.content, known) {
        case (.missing, nil): return true
        case (.range(let lower, let upper, let isLast), let age?):
          return age >= lower && (isLast ? age <= upper : age < upper)
        default: return false
        }
      }
      #expect(bin.count.responses == Int64(held.count), "\(order): \(bin)")
      #expect(bin.count.positives == Int64(held.count { $0.isPositive }), "\(order): \(bin)")
    }
  }

  @Test func `texts that are met often have bins of their own among a million that are not`() throws {
    var models = LearnedModels()
    var generator = SeededGenerator(seed: 17)
    var truth: [String: (responses: Int64, positives: Int64)] = [:]
    for number in 0..<60_000 {
      // Three towns come in a tenth of the rows each; the others once.
      let draw = generator.int(0...9)
      let town = draw < 3 ? ["Nantes", "Lyon", "Lille"][draw] : "town \(number)"
      let isPositive = generator.chance(town == "Nantes" ? 0.4 : 0.1)
      models.learn(Self.features(age: 40, town: town, noise: 0), Self.names, Response(isPositive: isPositive))
      truth[town, default: (0, 0)].responses += 1
      if isPositive { truth[town, default: (0, 0)].positives += 1 }
    }
    let town = models.predictorFigures(of: 0)[1]
    #expect(town.all.responses == 60_000 && town.bins.count <= 14)
    for name in ["Nantes", "Lyon", "Lille"] {
      let bin = try #require(town.bins.first { $0.content == .text(name) })
      let all = try #require(truth[name])
      // What it had before it had a bin is among the others: hardly anything.
      #expect(bin.count.responses <= all.responses && bin.count.responses > all.responses - 200, "\(name): \(bin)")
    }
    #expect(town.bins.last?.content == .other)
    #expect(models.encode().count < 20_000_000)
  }

  @Test func `ten thousand models of hundreds of predictors stay within their room`() throws {
    var models = LearnedModels()
    var list = FeatureList()
    for feature in 0..<700 as Range<UInt64> { list.append(feature &* 0x9e37_79b9_7f4a_7c15, number: Double(feature)) }
    for action in 0..<300 {
      let names = ModelNames(issue: "i", group: "g", action: "a\(action)", channel: "email")
      models.learn(list, names, Response(isPositive: action % 2 == 0))
    }
    let kept = models.models.indices.map { models.predictorFigures(of: $0).count }
    #expect(kept.reduce(0, +) == 32_768 && kept[0] == 512 && kept[299] == 0)
    #expect(models.models[299].figures.responses == 1)
    #expect(try LearnedModels(decoding: models.encode()).encode() == models.encode())
  }

  @Test func `a text longer than its bin keeps is cut between characters, and a name too long is not told`() throws {
    var models = LearnedModels()
    var list = FeatureList()
    list.begin(named: [String(repeating: "n", count: 300)])
    let long = String(repeating: "é", count: 100)
    list.append(7, text: Chance.key(of: long), spelled: long)
    models.learn(list, Self.names, Response(isPositive: true))
    let predictor = try #require(models.predictorFigures(of: 0).first)
    #expect(predictor.name == "#7")
    #expect(predictor.bins.map(\.content) == [.text(String(repeating: "é", count: 32))])
    #expect(try LearnedModels(decoding: models.encode()).encode() == models.encode())
  }

  @Test func `a predictor that is a number here and a text there counts both`() {
    var models = LearnedModels()
    for number in 0..<100 {
      var list = FeatureList()
      if number % 4 == 0 { list.append(7, text: 1) } else { list.append(7, number: Double(number)) }
      models.learn(list, Self.names, Response(isPositive: number % 8 == 0))
    }
    let predictor = models.predictorFigures(of: 0)[0]
    #expect(predictor.all.responses == 100 && predictor.bins.last?.content == .other)
    #expect(predictor.bins.last?.count.responses == 75)
  }

  @Test func `what tells most is put first, and noise tells nothing`() throws {
    let figures = Self.world(20_000, seed: 7).models.predictorFigures(of: 0)
    #expect(figures.map(\.name) == ["age", "town", "noise"])
    #expect(figures[0].auc > 0.75 && figures[1].auc > 0.57 && figures[1].auc < 0.65)
    #expect(figures[2].auc < 0.52, "\(figures[2].auc)")
    #expect(!figures[2].isActive && figures[0].isActive, "chance alone does not split what does not differ")
  }

  @Test func `weights say who accepts more, by how much, and how surely`() throws {
    let models = Self.world(20_000, seed: 7).models
    let influences = models.influences(of: 0, countMax: 10)
    #expect(influences.map(\.predictor) == ["age", "town"], "and nothing of noise")
    let (age, town) = (try #require(influences.first), try #require(influences.last))
    switch age.segment {
    case .atLeast(let number): #expect(number > 45 && age.logOdds > 0.5)
    case .below(let number): #expect(number < 55 && age.logOdds < -0.5)
    default: Issue.record("\(age)")
    }
    #expect(age.certainty > 0.999 && town.certainty > 0.999)
    // A third lives in Nantes, and their log odds are 1 above the others': two thirds above the average.
    #expect(town.segment == .text("Nantes") && abs(town.logOdds - 2.0 / 3) < 0.2, "\(town)")
    #expect(town.factor > 1.3 && town.factor < 2.0 && abs(town.share - 0.32) < 0.03)
    #expect(age.strength > town.strength && models.influences(of: 0, countMax: 1).count == 1)
  }

  @Test func `scores hold every response, in the order of what was predicted`() throws {
    let models = Self.world(20_000, seed: 7).models
    let scores = models.models[0].figures.scores
    #expect(scores.count > 5 && scores.count < 30)
    #expect(scores.reduce(0) { $0 + $1.count.responses } == 20_000)
    #expect(scores.reduce(0) { $0 + $1.count.positives } == models.models[0].figures.positives)
    for (score, next) in zip(scores, scores.dropFirst()) { #expect(score.upper <= next.lower + 1e-12) }
  }

  @Test(
    .enabled(
      if: PublicData.isThere("bank-marketing/bank-additional-full.csv"), "../shared/data/bank-marketing is not here"))
  func `bins of a bank's calls tell as much as its columns do`() throws {
    let models = try PropensityTrial.bank(path: PublicData.path("bank-marketing/bank-additional-full.csv")).models()
    let figures = Dictionary(uniqueKeysWithValues: models.predictorFigures(of: 0).map { ($0.name, $0) })
    #expect(figures.count == 19)
    for (_, predictor) in figures {
      #expect(predictor.all.responses == 41_188 && predictor.all.positives == 4_640)
      #expect(predictor.bins.count <= 14)
    }
    // Worked out on the columns themselves, each value a bin of its own, in the order of the rates.
    for (name, exact) in [("nr.employed", 0.7717), ("contact", 0.6102), ("poutcome", 0.6138), ("month", 0.6581)] {
      let auc = try #require(figures[name]).auc
      #expect(abs(auc - exact) < 0.012, "\(name): \(auc)")
    }
  }
}
