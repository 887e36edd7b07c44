import Times

/// What a customer could be told now, after all checks, before anything scarce is given away: what a sweep compares customers by.
public struct Prospect: Sendable {
  /// A candidate that survived to arbitration.
  public struct Option: Hashable, Sendable {
    /// The number of the treatment.
    public var treatment: Int
    /// The position of its tier; the number of tiers for issues in none.
    public var tier: Int
    /// Priority less cost, in money.
    public var net: Double
    /// What a contact is worth more than silence, in money: its net, and what the charter would pay for it where its
    /// floor lies below 0.
    public var worth: Double
  }

  /// The candidates, in the order of arbitration: the first is what `decide` would say if nothing were scarce.
  public var options: [Option]
  /// Whether the best of all would rather wait for its moment than be replaced; there are no options then, and `decide`
  /// says what becomes of it.
  public var isWaiting: Bool
  /// One bit for each floor of ``CharterPlan/volumes``, in their order, at most 64: the customer is in its segment.
  public var floors: UInt64
}

/// Lists what a customer could be told now.
///
/// It is `decide` up to arbitration, and takes nothing: the state is not changed. Of a customer whose options list is empty, a sweep
/// has nothing to give slots for.
public func prospect(
  _ state: CustomerState, _ occasion: Occasion, _ snapshot: Snapshot, now: Instant, workspace: Workspace? = nil
) -> Prospect {
  let plan = snapshot.plan.plan(for: state.customer)
  var state = state
  _ = plan.settle(&state, now: now)
  let usable = workspace.flatMap { $0.fits(plan) ? $0 : nil } ?? Workspace(plan)
  var fates = [Fate](repeating: Fate(.notAsked), count: plan.treatments.count)
  return fates.withUnsafeMutableBufferPointer { fates in
    let decider = Decider(
      plan: plan, snapshot: snapshot, occasion: occasion, now: now, state: state, work: usable, fates: fates)
    return decider.prospect(state)
  }
}

extension Decider {
  /// Steps 1 to 6 without the choice.
  func prospect(_ state: CustomerState) -> Prospect {
    weigh(state)
    let (isWaiting, treatments) = contenders(state)
    // An arm that does not rank by money has one thing to say, and its worth is in money all the same.
    let options = (ranking == .net ? treatments[...] : treatments.prefix(1)).map { index in
      let treatment = plan.treatments[index]
      let net = work.nets[index]
      return Prospect.Option(
        treatment: index, tier: treatment.tier, net: net,
        worth: (ranking == .net ? ranks[index] : net) - min(0, moneyFloor(index)))
    }
    return Prospect(options: options, isWaiting: isWaiting, floors: options.isEmpty ? 0 : floors())
  }

  /// The floors whose segments the customer is in.
  private func floors() -> UInt64 {
    var mask: UInt64 = 0
    var place = 0
    for volume in plan.volumes {
      for bit in volume.floorBits {
        if place < 64, !work.falseBits.bit(bit), !work.errorBits.bit(bit) { mask |= 1 << UInt64(place) }
        place += 1
      }
    }
    return mask
  }
}
