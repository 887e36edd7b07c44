import Statistics

/// The elementary functions, under the name by which the rooms above know them.
public typealias Elementary = Statistics.Elementary
