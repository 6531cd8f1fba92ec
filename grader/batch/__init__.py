"""A class: uploads, gradebook, engines that grade many tasks, and the report on the class."""
