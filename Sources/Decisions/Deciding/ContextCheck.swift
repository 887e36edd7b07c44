extension Decider {
  /// Step 1, its end: what the stages of the customer's journeys leave out.
  func restrict(to contexts: [Context]) {
    for context in contexts where context.restricts {
      work.alive.forEachBit(wordCount: words) { index in
        if context.excludes(plan.treatments[index].contact) { drop(index, Fate(.restrictedByStage)) }
      }
    }
  }

  /// Sums up what arms, the occasion and the stages add to each lever; costs nothing where they add nothing.
  func boost(by contexts: [Context]) {
    guard !occasion.boosts.isEmpty || contexts.contains(where: { !$0.boosts.isEmpty }) || hasLeverArms else { return }
    isBoosted = true
    for index in plan.treatments.indices { work.boosts[index] = 0 }
    if hasLeverArms { addLeverChanges() }
    add(occasion.boosts)
    for context in contexts { add(context.boosts) }
    if mode == .noLevers { takeLeversOff() }
  }

  private func add(_ boosts: [Context.Boost]) {
    plan.treatments.withUnsafeBufferPointer { treatments in
      for boost in boosts {
        for index in treatments.indices where boost.selection.contains(treatments[index].contact) {
          work.boosts[index] += boost.weight
        }
      }
    }
  }
}
