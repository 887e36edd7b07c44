import Decisions

extension Availability {
  /// What is up when these are stopped by hand.
  init(_ stops: Set<Stop>) {
    self.init()
    for stop in stops {
      switch stop.target {
      case .everything: isEverythingStopped = true
      case .action: stoppedActions.insert(stop.name)
      case .channel: stoppedChannels.insert(stop.name)
      case .brand: stoppedBrands.insert(stop.name)
      }
    }
  }
}
