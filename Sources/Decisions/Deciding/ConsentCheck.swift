extension Decider {
  /// Step 3: objection, consent, address, preferences, holdouts.
  func checkConsentAndReach() {
    for purpose in customer.objections where plan.purposeTreatments.indices.contains(purpose) {
      drop(plan.purposeTreatments[purpose], Fate(.objected))
    }
    let channelCount = plan.charter.channels.count
    for consent in plan.consents {
      let index = Customer.consentIndex(
        purpose: consent.purpose, channel: consent.channel, channelCount: channelCount)
      switch customer.consents[index] {
      case .granted: break
      case .absent: drop(consent.treatments, Fate(.consentAbsent))
      case .refused: drop(consent.treatments, Fate(.consentWithdrawn))
      }
    }
    for channel in plan.addressed {
      switch customer.reach[channel] {
      case .present: break
      case .missing: drop(plan.channelTreatments[channel], Fate(.addressMissing))
      case .suppressed: drop(plan.channelTreatments[channel], Fate(.addressSuppressed))
      }
    }
    checkPreferences()
    if !ignoresHoldout, let holdout = plan.charter.holdout,
      Chance.uniform(customer.key, salt: plan.holdoutSalt) < holdout.share
    {
      drop(plan.heldBack, Fate(.heldOut))
    }
    if isExperimenting { holdOut() }
  }

  /// What the customer does not want; legal messages do not ask.
  private func checkPreferences() {
    let isBinding = plan.charter.arePreferredChannelsBinding && !customer.preferredChannels.isEmpty
    guard isBinding || !customer.unwanted.isEmpty else { return }
    work.alive.forEachBit(wordCount: words) { index in
      let treatment = plan.treatments[index]
      let contact = treatment.contact
      guard contact.purposeKind != .legal else { return }
      let isUnwanted = customer.unwanted.contains {
        $0 == contact.channel || $0 == contact.issue || $0 == contact.group || $0 == contact.action
      }
      let isOffChannel =
        isBinding && contact.direction == .outbound && contact.purposeKind == .marketing
        && !customer.preferredChannels.contains(treatment.channel)
      if isUnwanted || isOffChannel { drop(index, Fate(.preference)) }
    }
  }
}
