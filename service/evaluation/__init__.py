"""Question sets with known evidence, put through the product's own path and measured.

question_set    the files of a set                 indexed_set   its turns as episode folders
retrieval       how passages are ranked            baselines     what mainstream systems would find
answers         what answers rest on               metrics       the figures, and how sure they are
journal         what is measured is kept           scorecard     the page that is made of it
"""
