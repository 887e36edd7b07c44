import Statistics
import Testing

/// What an experiment can find, said before it starts.
@Suite struct DetectableEffectTests {
  /// The textbook: (1.96 + 0.84)² (0.05 · 0.95 + 0.06 · 0.94) / 0.01², two-sided, the wrong side left out. SciPy: 8154.986.
  @Test func readOnceItIsTheTextbooks() {
    let effect = DetectableEffect(.once)
    #expect(abs(effect.drift - 2.801585) < 1e-5)
    #expect(abs(effect.controlCount(rate: 0.05, raised: 0.06, spread: OutcomeSpread(variance: 0)) - 8154.986) < 0.1)
    let rise = effect.rise(rate: 0.05, treatedCount: 8155, controlCount: 8155, spread: OutcomeSpread(variance: 0))
    #expect(abs(rise - 0.01) < 1e-5)
  }

  /// The more often one looks, the more one needs; O'Brien and Fleming cost least.
  @Test func lookingCosts() {
    let once = DetectableEffect(.once).drift
    let obrienFleming = DetectableEffect(.planned(.obrienFleming), looks: 5).drift
    let pocock = DetectableEffect(.planned(.pocock), looks: 5).drift
    let always = DetectableEffect(.always, looks: 20).drift
    #expect(once < obrienFleming && obrienFleming < pocock && pocock < always)
    // gsDesign's inflation of five looks by spending, power 0.8: 1.03 and 1.23.
    #expect(abs(obrienFleming * obrienFleming / once / once - 1.03) < 0.01)
    #expect(abs(pocock * pocock / once / once - 1.23) < 0.02)
    #expect(always < 1.35 * once)
  }

  @Test func clustersCostAndBehaviourBeforePays() {
    let effect = DetectableEffect(.once)
    let plain = OutcomeSpread(variance: 4)
    let needed = effect.controlCount(difference: 0.1, spread: plain)
    #expect(abs(effect.difference(treatedCount: needed, controlCount: needed, spread: plain) - 0.1) < 1e-12)
    let clustered = OutcomeSpread(
      variance: 4, designEffect: OutcomeSpread.designEffect(clusterSizeMean: 21, correlation: 0.05))
    #expect(abs(effect.controlCount(difference: 0.1, spread: clustered) / needed - 2) < 1e-12)
    let explained = OutcomeSpread(variance: 4, explained: 0.4)
    #expect(abs(effect.controlCount(difference: 0.1, spread: explained) / needed - 0.6) < 1e-12)
    // Twice as many treated as control ones: 1.5 instead of 2 parts of variance.
    #expect(abs(effect.controlCount(difference: 0.1, ratio: 2, spread: plain) / needed - 0.75) < 1e-12)
    #expect(
      abs(OutcomeSpread.designEffect(clusterSizeMean: 10, clusterSizeVariation: 0.5, correlation: 0.1) - 2.15) < 1e-12)
  }

  @Test func whatCannotBeFoundIsSaid() {
    let effect = DetectableEffect(.once)
    #expect(effect.rise(rate: 0.9, treatedCount: 3, controlCount: 3, spread: OutcomeSpread(variance: 0)) == .infinity)
    #expect(effect.difference(treatedCount: 0, controlCount: 5, spread: OutcomeSpread(variance: 1)) == .infinity)
  }
}
