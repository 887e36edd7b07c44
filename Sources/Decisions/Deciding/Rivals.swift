import Times

/// A candidate beside others whose nets are drawn from what is believed.
struct Rival {
  var index: Int
  /// When it would be said.
  var at: Instant
  /// What waiting until then leaves of its net.
  var patience = 1.0

  init(_ index: Int, at: Instant, patience: Double = 1) {
    self.index = index
    self.at = at
    self.patience = patience
  }

  /// A net after waiting; what is not worth something is worth no more for it.
  func waited(_ net: Double) -> Double { net > 0 ? net * patience : net }

  /// The sooner wins, then the earlier in the charter.
  func winsTies(against other: Rival) -> Bool { at != other.at ? at < other.at : index < other.index }
}

extension Decider {
  /// The chance that is told at least: that of the rarest draw that there is.
  static let chanceMin = 0x1p-54

  /// The candidates that must wait and could win: those whose net, waited for, reaches their floor.
  func rivals(_ state: CustomerState) -> [Rival] {
    guard !work.pool.isEmpty(wordCount: words) else { return [] }
    let check = policyCheck(state)
    var rivals: [Rival] = []
    work.pool.forEachBit(wordCount: words) { index in
      var rival = Rival(index, at: now)
      if plan.treatments[index].waiting == .defer {
        guard let at = nextPermitted(index, check) else { return }
        rival = Rival(index, at: at, patience: patience(at: at))
        guard rival.waited(work.nets[index]) >= floor(index) else { return }
      }
      rivals.append(rival)
    }
    return rivals
  }

  /// Notes the chance with which something that must wait is the best.
  func noteWaiting(_ winner: Int, _ rivals: [Rival]) {
    guard let rival = rivals.first(where: { $0.index == winner }) else { return }
    draw = Draw(probability: max(Decider.chanceMin, chanceToLead(rival, rivals)), isEven: false)
  }

  /// The chance that a candidate's drawn net is the greatest of its tier, those that must wait among them.
  ///
  /// The mean, over its own belief, of the chance that all others lie below: a sum over the middles of 32 parts of
  /// equal chance, so it is right to about a hundredth. The part of its greatest nets is halved down to the rarest draw
  /// that there is, so that what was drawn never has the chance 0.
  func chanceToLead(_ candidate: Rival, _ rivals: [Rival]) -> Double {
    let tier = plan.treatments[candidate.index].tier
    let own = Belief(self, candidate.index)
    var others: [(rival: Rival, belief: Belief)] = []
    func add(_ other: Rival) {
      guard other.index != candidate.index, plan.treatments[other.index].tier == tier else { return }
      others.append((other, Belief(self, other.index)))
    }
    work.alive.forEachBit(wordCount: words) { add(Rival($0, at: now)) }
    for rival in rivals { add(rival) }
    func chanceToLead(at standard: Double) -> Double {
      let net = candidate.waited(own.net(at: standard))
      var chance = 1.0
      for (rival, belief) in others where chance > 0 {
        chance *= belief.chanceBelow(net, after: rival, winsTies: candidate.winsTies(against: rival))
      }
      return chance
    }
    if own.isCertain { return chanceToLead(at: 0) }
    return min(
      1,
      Decider.parts.reduce(0) { sum, part in
        sum + part.chance * chanceToLead(at: own.worth > 0 ? part.middle : -part.middle)
      })
  }
}

extension Belief {
  /// The chance that the net of a rival lies below a number once it has waited.
  func chanceBelow(_ net: Double, after rival: Rival, winsTies: Bool) -> Double {
    guard net > 0, rival.patience < 1 else { return chanceBelow(net, winsTies: winsTies) }
    guard rival.patience > 0 else { return 1 }
    return chanceBelow(net / rival.patience, winsTies: winsTies)
  }
}
