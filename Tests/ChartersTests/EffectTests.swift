import Charters
import Decisions
import Testing

@Suite("P as what contact adds, in a charter") struct EffectTests {
  private static let sales = "sales: { groups:"
  private static let effect = "sales: { propensity: effect, outcome: login, groups:"
  private static let right = SmallCharter()
    .replacing(sales, with: effect, in: "charter.yaml")
    .replacing("propensity: 0.1", with: "propensity: 0.1\nlearned: true", in: "actions/card.yaml")
    .adding("exploration: { floor: 0.1 }", to: "charter.yaml")

  @Test func `an issue says what its P is, and which events tell of the outcome`() throws {
    #expect(Self.right.faults == [])
    let charter = try CharterLoader.load(Self.right.files, zones: machineZones).charter
    #expect(charter.issues.map(\.meaning) == [.effect, .response])
    #expect(charter.issues[0].outcomeEvents == ["login"])
    let plan = CharterPlan(charter)
    #expect(plan.treatments.map(\.meansEffect) == [true] && plan.learnsEffects)
    // A holdout leaves people alone as well.
    let held = Self.right.replacing(
      "exploration: { floor: 0.1 }", with: "holdout: { name: h, share: 0.1 }", in: "charter.yaml")
    #expect(held.faults == [])
  }

  /// What is replaced in the right charter, in which file, and what is said of it.
  private static let mistakes: [(file: String, piece: String, text: String, code: String)] = [
    ("charter.yaml", "exploration: { floor: 0.1 }", "", "effect.no_silence"),
    ("charter.yaml", "exploration: { floor: 0.1 }", "exploration: { thompson: true }", "effect.no_silence"),
    ("charter.yaml", "exploration: { floor: 0.1 }", "holdout: { name: h, share: 1 }", "effect.no_silence"),
    ("actions/card.yaml", "learned: true", "", "effect.unlearned"),
    ("actions/card.yaml", "purpose: marketing", "purpose: service", "effect.unlearned"),
    ("charter.yaml", "outcome: login,", "", "field.missing"),
    ("charter.yaml", "outcome: login", "outcome: logon", "name.unknown"),
    ("charter.yaml", "propensity: effect, ", "", "effect.meaning"),
    ("charter.yaml", "propensity: effect", "propensity: uplift", "word.unknown"),
  ]

  @Test func `what cannot be learned is refused when it is loaded`() {
    for mistake in Self.mistakes {
      let wrong = Self.right.replacing(mistake.piece, with: mistake.text, in: mistake.file)
      #expect(wrong.faults.contains { $0.code == mistake.code }, "\(mistake.text): \(wrong.faults.map(\.rendered))")
    }
  }
}
