/// A tree whose every way leads from its root to a leaf, its nodes numbered as they are met from above.
struct CheckedTree: Sendable {
  /// −1 for leaves.
  private(set) var left: [Int32] = []
  private(set) var right: [Int32] = []
  private(set) var parents: [Int32] = []
  /// The feature that a node asks about; 0 for leaves.
  private(set) var features: [Int32] = []
  /// The number below which a row goes left; a leaf's value.
  private(set) var thresholds: [Float] = []
  private(set) var defaultsLeft: [Bool] = []

  /// - Throws: `model.damaged`, `model.unsupported`.
  init(_ tree: XGBoostFile.Tree, number: Int, featureCount: Int) throws(BroughtModelError) {
    let count = tree.leftChildren.count
    guard count > 0, count < 1 << 30, tree.rightChildren.count == count, tree.splitConditions.count == count,
      tree.splitIndices.count == count, tree.defaultLeft.count == count, (tree.splitType?.count ?? count) == count
    else { throw .damaged("the nodes of tree \(number) do not have as many of everything") }
    var isMet = [Bool](repeating: false, count: count)
    isMet[0] = true
    // Nodes of the file in the order in which they are numbered here. Those that no way leads to were cut off in
    // training; they are left out.
    var order = [0]
    parents.append(Int32.max)
    var next = 0
    while next < order.count {
      let node = order[next]
      let (first, second) = (tree.leftChildren[node], tree.rightChildren[node])
      guard let threshold = tree.splitConditions[node], threshold.isFinite else {
        throw .damaged("node \(node) of tree \(number) has no finite number")
      }
      thresholds.append(threshold)
      defaultsLeft.append(tree.defaultLeft[node].isSet)
      if first == -1, second == -1 {
        left.append(-1)
        right.append(-1)
        features.append(0)
      } else {
        let feature = tree.splitIndices[node]
        guard (tree.splitType?[node] ?? 0) == 0 else {
          throw .unsupported("it splits by categories; train it on columns of 0 and 1 instead")
        }
        guard feature >= 0, feature < featureCount else {
          throw .damaged("node \(node) of tree \(number) asks about a feature that is not there")
        }
        features.append(Int32(feature))
        left.append(Int32(order.count))
        right.append(Int32(order.count + 1))
        for child in [first, second] {
          guard child > 0, child < count, !isMet[child] else {
            throw .damaged("node \(node) of tree \(number) has a child that is not there, or has two parents")
          }
          isMet[child] = true
          order.append(child)
          parents.append(Int32(next))
        }
      }
      next += 1
    }
  }
}
