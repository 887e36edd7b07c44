import Explanations
import Learning
import Testing

@Suite("what models have learned, in words") struct InfluenceTextTests {
  private func influence(_ segment: Influence.Segment, factor: Double, sure: Double = 10) -> Influence {
    Influence(
      predictor: "age", segment: segment, share: 0.2, logOdds: factor < 1 ? -sure : sure, deviation: 1, factor: factor,
      strength: 1)
  }

  @Test(
    "a sentence says who, what becomes of the chance, and how surely",
    arguments: [
      (.atLeast(60), 1.3, 3.5, "age 60 or more raises it by a third (certain)"),
      (.below(24.96), 0.51, 1.5, "age below 24.96 halves it (nine times in ten)"),
      (.text("vip"), 2.05, 2.5, "age “vip” doubles it (99 times in 100)"),
      (.missing, 1.01, 0.1, "age unknown hardly moves it (a guess)"),
      (.atLeast(5099.1), 7.4, 1, "age 5099 or more multiplies it by 7 (three times in four)"),
      (.below(-0.000_1), 0.02, 9, "age below 0 cuts it to a tenth or less (certain)"),
      (.atLeast(1_234_567), 5.2, 9, "age 1234567 or more multiplies it by 5 (certain)"),
    ] as [(Influence.Segment, Double, Double, String)])
  func english(_ segment: Influence.Segment, _ factor: Double, _ sure: Double, _ says: String) {
    #expect(InfluenceText(.en).sentence(influence(segment, factor: factor, sure: sure)) == says)
  }

  @Test("in French")
  func french() {
    let words = InfluenceText(.fr)
    #expect(
      words.sentence(influence(.atLeast(60.5), factor: 1.3)) == "age à partir de 60,5 l’augmente d’un tiers (certain)")
    #expect(words.sentence(influence(.missing, factor: 0.5)) == "age inconnu la divise par deux (certain)")
  }

  @Test("words for factors never go down while the factor goes up")
  func order() {
    var met: [String] = []
    for step in 1...800 {
      let said = InfluenceText(.en).sentence(influence(.missing, factor: Double(step) / 100))
      if said != met.last { met.append(said) }
    }
    #expect(met.count == Set(met).count, "no word comes back once another one came: \(met)")
    #expect(met.count > 18)
  }
}
