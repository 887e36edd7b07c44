extension Assignment {
  /// Gives floors what they still lack, by taking it from those whom it costs least.
  ///
  /// Prices leave little of it: what the last customers at the margin of a floor lack, where another limit is used up.
  mutating func mendFloors() {
    var users = [[Move]?](repeating: nil, count: contest.limits.count)
    for limit in contest.limits.indices {
      for place in count.groups(limit).dropFirst() where count.taken[place] < count.kept[place] {
        for taker in takers(limit, group: place - count.first[limit]) {
          if count.taken[place] >= count.kept[place] { break }
          let before = self
          if !makeRoom(taker, &users) { self = before }
        }
      }
    }
  }

  /// The members of a floor without a slot and the option that would leave them most, the best first.
  private func takers(_ limit: Int, group: Int) -> [Move] {
    var takers: [Move] = []
    for customer in 0..<contest.count
    where contest.group(limit, ofClass: Int(contest.classes[customer])) == group && !takes(customer, limit) {
      var best: Move?
      for option in contest.options(customer) where contest.uses(option).contains(where: { $0.limit == limit }) {
        let move = Move(
          customer: customer, option: option, rank: reduced(customer, option), key: contest.keys[customer])
        if best.map(move.precedes) ?? true { best = move }
      }
      if let best { takers.append(best) }
    }
    return takers.sorted { $0.precedes($1) }
  }

  private func takes(_ customer: Int, _ limit: Int) -> Bool {
    let option = option(customer)
    return option >= 0 && contest.uses(option).contains { $0.limit == limit }
  }

  /// Gives a taker their option after others made way on every limit that it needs; false when that is not enough.
  private mutating func makeRoom(_ taker: Move, _ users: inout [[Move]?]) -> Bool {
    set(taker.customer, -1)
    for use in contest.uses(taker.option) {
      if count.room(use.limit) >= use.amount { continue }
      let list = users[use.limit] ?? self.users(of: use.limit)
      users[use.limit] = list
      for user in list {
        if count.room(use.limit) >= use.amount { break }
        guard user.customer != taker.customer, option(user.customer) == user.option, isFree(user) else { continue }
        set(user.customer, -1)
      }
      if count.room(use.limit) < use.amount { return false }
    }
    set(taker.customer, taker.option)
    return true
  }

  /// Those who take of a limit, the one who would lose least first.
  private func users(of limit: Int) -> [Move] {
    var users: [Move] = []
    for customer in 0..<contest.count where takes(customer, limit) {
      let option = option(customer)
      users.append(
        Move(customer: customer, option: option, rank: -reduced(customer, option), key: contest.keys[customer]))
    }
    return users.sorted { $0.precedes($1) }
  }

  /// Whether nobody's floor would lack what a user gives back.
  private func isFree(_ user: Move) -> Bool {
    contest.uses(user.option).allSatisfy { use in
      let group = contest.group(use.limit, ofClass: Int(contest.classes[user.customer]))
      let place = count.first[use.limit] + group
      return group == 0 || count.taken[place] - use.amount >= count.kept[place]
    }
  }
}
