/// The macros that bind variables.
extension GeneralPlanner {
  mutating func visitComprehension(_ id: NodeID, _ loop: SyntaxNode.Comprehension) {
    guard case .local(let local)? = expression.references[id] else { return }
    switch loop.form {
    case .bind:
      schedule({ $0.visit(loop.range) }, { $0.emit(.bind(local: local), id, -1) }, { $0.visit(loop.body) })
    case .optionalMap, .optionalFlatMap:
      schedule({ $0.visit(loop.range) }, { $0.planOptional(id, loop, local) })
    case .all, .exists, .existsOne, .list, .map:
      schedule({ $0.visit(loop.range) }, { $0.planLoop(id, loop, local) })
    }
  }

  private mutating func planOptional(_ id: NodeID, _ loop: SyntaxNode.Comprehension, _ local: Int) {
    let open = here
    emit(.openOptional(local: local, end: 0), id, -1)
    schedule(
      { $0.visit(loop.body) },
      { planner in
        planner.emit(loop.form == .optionalMap ? .wrapOptional : .requireOptional, id, 0)
        planner.code.instructions[open] = .openOptional(local: local, end: planner.here)
      })
  }

  private mutating func planLoop(_ id: NodeID, _ loop: SyntaxNode.Comprehension, _ local: Int) {
    emit(.beginLoop(loop.form, local: local, hasTwoVariables: loop.variables.count == 2), id, -1)
    loopHeight += 1
    let next = here
    emit(.nextElement(exit: 0), id, 0)
    if let filter = loop.filter {
      schedule(
        { $0.visit(filter) },
        { planner in
          planner.emit(.keep(next: next), filter, -1)
          planner.planBody(id, loop, next: next)
        })
    } else {
      planBody(id, loop, next: next)
    }
  }

  private mutating func planBody(_ id: NodeID, _ loop: SyntaxNode.Comprehension, next: Int) {
    let absorbs = loop.form == .all || loop.form == .exists
    let opened = absorbs ? openRegion() : nil
    schedule(
      { $0.visit(loop.body) },
      { planner in
        if let opened { planner.closeRegion(opened) }
        let last = planner.here
        let isTruth = absorbs || loop.form == .existsOne
        planner.emit(isTruth ? .decide(next: next, exit: last + 1) : .collect(next: next), id, -1)
        planner.code.instructions[next] = .nextElement(exit: planner.here)
        planner.loopHeight -= 1
        planner.emit(.endLoop, id, 1)
      })
  }
}
