import Decisions
import Expressions
import Learning
import Seeds
import Testing
import Times

/// The snapshot that decisions read, beside the learner that it was taken of.
@Suite("Snapshots of learned propensities") struct LearnedPropensitiesTests {
  static let names = ["age", "spent", "town", "vip", "since"]

  /// Twenty actions on two channels, all but the first learned.
  static func charter() -> Charter {
    var charter = Charter()
    charter.slotTypes = [.int, .double, .string, .bool, .timestamp]
    for town in ["Nantes", "Lyon"] { charter.symbols.insert(town) }
    charter.purposes = [Purpose(name: "marketing", kind: .marketing, needsConsent: false)]
    charter.channels = [
      Channel(name: "email", kind: .email, direction: .outbound, needsAddress: false),
      Channel(name: "web", kind: .web, direction: .inbound, needsAddress: false),
    ]
    charter.issues = [Issue(name: "sales")]
    charter.groups = [Group(name: "cards", issue: 0)]
    charter.actions = (0..<20).map { number in
      var treatments = [
        Treatment(channel: 0, propensity: .constant(0.5)), Treatment(channel: 1, propensity: .constant(0.5)),
      ]
      for index in treatments.indices { treatments[index].isLearned = number > 0 }
      return Action(name: "action\(number)", group: 0, purpose: 0, value: .constant(1), treatments: treatments)
    }
    return charter
  }

  static func row(_ charter: Charter, _ generator: inout SeededGenerator) -> Row {
    var row = Row(slotCount: charter.slotTypes.count)
    if generator.chance(0.9) { row.set(0, word: UInt64(generator.int(18...90))) }
    if generator.chance(0.8) { row.set(1, word: generator.double(0...5000).bitPattern) }
    switch generator.int(0...3) {
    case 0: row.set(2, word: 1)
    case 1: row.set(2, word: 2)
    case 2: row.set(2, other: .string("Brest"))
    default: break
    }
    row.set(3, word: generator.chance(0.5) ? 1 : 0)
    row.set(4, word: 5)
    return row
  }

  @Test func `it says what the learner says, for every treatment, and leaves others alone`() {
    let charter = Self.charter()
    let plan = CharterPlan(charter)
    let space = FeatureSpace(names: Self.names, charter)
    #expect(space.count == 4)
    var models = LearnedModels()
    var generator = SeededGenerator(seed: 11)
    var features = FeatureList()
    for _ in 0..<5000 {
      let action = generator.int(0...12)
      let row = Self.row(charter, &generator)
      space.fill(&features, from: row)
      let names = ModelNames(
        issue: "sales", group: "cards", action: "action\(action)", channel: generator.chance(0.5) ? "email" : "web")
      models.learn(features, names, Response(isPositive: generator.chance(0.05 + 0.02 * Double(action))))
    }
    var learner = models.learner
    let snapshot = LearnedPropensities(learner, version: models.version, plan: plan, space: space)
    let programs = ProgramSet(charter)
    let evaluator = ProgramEvaluator(programs, now: Instant(secondsSince1970: 0))
    for _ in 0..<50 {
      let row = Self.row(charter, &generator)
      let subject = Subject(
        customer: Customer(id: "c", slotCount: 5, purposeCount: 1, channelCount: 2), row: row,
        now: Instant(secondsSince1970: 0))
      var propensities = [Double](repeating: .nan, count: plan.treatments.count)
      var deviations = [Double](repeating: 0, count: plan.treatments.count)
      let words: [UInt64] = [(1 << UInt64(plan.treatments.count)) - 1]
      words.withUnsafeBufferPointer { words in
        propensities.withUnsafeMutableBufferPointer { propensities in
          deviations.withUnsafeMutableBufferPointer { deviations in
            guard let words = words.baseAddress, let values = propensities.baseAddress,
              let doubts = deviations.baseAddress
            else { return }
            snapshot.writePropensities(
              of: CandidateMask(words: words, wordCount: 1), for: subject, using: evaluator, into: values,
              deviations: doubts)
          }
        }
      }
      space.fill(&features, from: row)
      for (index, treatment) in plan.treatments.enumerated() {
        guard treatment.action > 0 else {
          #expect(propensities[index].isNaN && deviations[index] == 0)
          continue
        }
        let key = ModelKey(ModelNames(charter, action: treatment.action, channel: treatment.channel))
        let expected = learner.predict(features, key)
        #expect(abs(propensities[index] - expected) <= 1e-4 * expected + 1e-6, "treatment \(index)")
        #expect(deviations[index] > 0 && deviations[index] < 2)
      }
    }
  }
}
