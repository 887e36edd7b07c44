extension PastSends {
  /// Puts names, kinds and places in an order of their own, so that nothing that follows depends on the order of the rows.
  public mutating func putInOrder() {
    let (services, newServices) = PastSends.sorted(services) { [$0] }
    self.services = services
    let (channels, newChannels) = PastSends.sorted(channels) { [$0.name] }
    self.channels = channels
    let (purposes, newPurposes) = PastSends.sorted(purposes) { [$0.name] }
    self.purposes = purposes
    let (templates, newTemplates) = PastSends.sorted(templates) { [$0.name, $0.text] }
    self.templates = templates
    for place in kinds.indices {
      let kind = kinds[place]
      kinds[place] = SendKind(
        service: newServices[kind.service], channel: newChannels[kind.channel], purpose: newPurposes[kind.purpose],
        template: kind.template < 0 ? -1 : newTemplates[kind.template])
    }
    let (kinds, newKinds) = PastSends.sorted(kinds) { [$0.service, $0.channel, $0.purpose, $0.template] }
    self.kinds = kinds
    let zones = zones
    let (places, newPlaces) = PastSends.sorted(places) { place in
      [zones[place.countingZone].name] + place.hypotheses.flatMap { [$0.country, $0.region, zones[$0.zone].name] }
    }
    self.places = places
    renumber(kinds: newKinds, places: newPlaces)
  }

  /// A list in the order of a key, and the new place of each old one.
  private static func sorted<Value, Key: Comparable>(
    _ list: [Value], by key: (Value) -> [Key]
  ) -> ([Value], [Int]) {
    let keys = list.map(key)
    let order = list.indices.sorted { a, b in
      if keys[a] == keys[b] { return a < b }
      return keys[a].lexicographicallyPrecedes(keys[b])
    }
    var places = [Int](repeating: 0, count: list.count)
    for (place, old) in order.enumerated() { places[old] = place }
    return (order.map { list[$0] }, places)
  }
}
